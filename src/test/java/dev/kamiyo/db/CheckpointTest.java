package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.files.FileRecord;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody does to the file just while the service itself writes to it.
@Timeout(60)
final class CheckpointTest {
    private static final int PAGES = 30_000;

    @TempDir
    private Path folder = Path.of("");

    /// Each is over within a moment, so that it falls into the checkpoint.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf '%0100d' 7 | dd of=FILE conv=notrunc status=none",
                "rm FILE",
                "mv FILE.other FILE",
            })
    void aFileThatIsHarmedDuringACheckpointIsNotTakenForOurs(String deed) throws Exception {
        TestDatabase.open(folder).close();
        var file = folder.resolve("kamiyo.db");
        var copy = Copy.open(Role.PRIMARY, file, 1);
        Files.writeString(folder.resolve("kamiyo.db.other"), "another file");
        var vandal = vandal(deed.replace("FILE", file.toString()));
        try (var statement = copy.tx().connection().createStatement()) {
            copy.begin();
            statement.execute("CREATE TABLE filler (n INTEGER PRIMARY KEY, text TEXT)");
            statement.execute("WITH RECURSIVE counted(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM counted LIMIT "
                    + PAGES + ") INSERT INTO filler SELECT n, hex(zeroblob(2000)) FROM counted");
            copy.commitUnchanged();
            var before = FileRecord.of(file);
            var moved = copy.run(c -> c.checkpoint().run(true));
            while (FileRecord.of(file).equals(before)) {
                Thread.onSpinWait();
            }
            try (var order = vandal.outputWriter(StandardCharsets.UTF_8)) {
                order.write("now\n");
            }
            assertThat(vandal.waitFor()).isZero();
            assertThat(moved.isDone())
                    .as("the checkpoint was over before the file was harmed: give it more pages")
                    .isFalse();
            assertThat(moved.join()).isFalse();
            assertThat(copy.touched()).isPresent();
        } finally {
            vandal.destroyForcibly();
            copy.abandon();
        }
    }

    /// A process that waits for a line before it does something.
    private static Process vandal(String deed) throws IOException {
        return new ProcessBuilder("sh", "-c", "read now; " + deed).start();
    }
}
