package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.testing.ChildProcess;
import dev.kamiyo.testing.FaultLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalFilesTest {
    private static final Source FEED = new OwnFile(Vocabularies.load(), Clock.systemUTC());

    @TempDir
    private Path folder = Path.of("");

    private Path file(String path) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "protocol,occurred_at\nLumora,2024-05-29\n");
    }

    @Test
    void aFileLiesAsDeepAsItWants() throws Exception {
        var deep = "a/b/c/d/e/f/g/h/i/j/own.csv";
        file(deep);
        file("own.csv");
        file("notes.txt");
        assertThat(LocalFiles.read(FEED, folder.toString()))
                .isInstanceOfSatisfying(
                        Fetch.Fetched.class,
                        fetched -> assertThat(fetched.content().paths()).containsExactly(deep, "own.csv"));
    }

    @Test
    void aFolderThatMayNotBeReadIsNamedAndTheOthersAreNotTaken() throws Exception {
        var obstacle = FaultLibrary.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle.orElse(""));
        file("feeds/own.csv");
        file("feeds/locked/own.csv");
        var faults = new FaultLibrary(folder);
        faults.set("open locked EACCES");
        try (var child =
                ChildProcess.start(folder, ReadingChild.class, List.of(folder + "/feeds"), faults::preloadInto)) {
            assertThat(child.next())
                    .isEqualTo(new Fetch.Unreachable(
                                    "'" + folder + "/feeds/locked' may not be read by the user of the service")
                            .toString());
        }
    }

    @Test
    void moreFilesThanMayBeAreSaidNotPassedOver() throws Exception {
        for (int i = 0; i <= Archive.MOST; i++) {
            Files.createFile(folder.resolve(i + ".csv"));
        }
        assertThat(LocalFiles.read(FEED, folder.toString()) instanceof Fetch.Malformed(var why) ? why : "taken")
                .isEqualTo("'" + folder + "' cannot be read: it has more than 100000 files");
    }

    @Test
    void aCharacterThatNoPathMayHaveIsNoDefect() {
        assertThat(LocalFiles.read(FEED, "/srv/own\0.csv"))
                .isEqualTo(new Fetch.Unreachable(
                        "'/srv/own?.csv' has a character that no path may have; " + FEED.accepts() + " is due"));
    }
}
