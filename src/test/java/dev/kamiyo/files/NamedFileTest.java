package dev.kamiyo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFileTest {
    @TempDir
    Path folder;

    /// By the JDK at first, and by the system itself as soon as that is prepared: both ways tell the same.
    @Test
    void bothWaysTellWhatTheJdkTells() throws Exception {
        var file = Files.writeString(folder.resolve("a journal.ndjson"), "five\n");
        var expected = Optional.of(new NamedFile.Now(number(file, "dev"), number(file, "ino"), 5));

        assertThat(new NamedFile(file).look()).isEqualTo(expected);

        assertThat(prepared(file).look()).isEqualTo(expected);
    }

    @Test
    void whatIsDeletedReplacedOrCutShowsAtOnce() throws Exception {
        var file = Files.writeString(folder.resolve("journal"), "five\n");
        var name = prepared(file);
        var before = name.look().orElseThrow();

        Files.writeString(file, "");
        var cut = name.look().orElseThrow();
        assertThat(cut.isSameFile(before)).isTrue();
        assertThat(cut.size()).isZero();

        Files.move(file, folder.resolve("aside"));
        assertThat(name.look()).isEmpty();

        Files.writeString(file, "five\n");
        assertThat(name.look().orElseThrow().isSameFile(before)).isFalse();
    }

    @Test
    void aFileForAFolderIsNoFile() throws Exception {
        var file = Files.writeString(folder.resolve("journal"), "");
        prepared(file);

        assertThat(new NamedFile(file.resolve("000001.ndjson")).look()).isEmpty();
    }

    @Test
    void whatCannotBeSeenIsNotTakenForDeleted() throws Exception {
        prepared(Files.writeString(folder.resolve("journal"), ""));
        var name = new NamedFile(folder.resolve("n".repeat(300)));

        assertThatThrownBy(name::look).isInstanceOf(IOException.class).hasMessageContaining("too long");
    }

    /// The reason for all of it: the next write need not give the file a time of its own.
    @Test
    void aLookDoesNotMakeTheNextWriteKeepATime() throws Exception {
        prepared(Files.writeString(folder.resolve("journal"), ""));
        assumeTrue(
                ownTimes("by-jdk", FileRecord::of) > 150,
                "this system gives no file a time of its own, before Linux 6.13");

        assertThat(ownTimes("by-name", file -> new NamedFile(file).look())).isLessThan(50);
    }

    private interface Look {
        Object at(Path file) throws IOException;
    }

    /// Of 200 files that were written to behind a look: how many have not the time of another one that was written just
    /// before. Where nobody asks, both have that of the system's last tick, unless one came between.
    private int ownTimes(String name, Look look) throws IOException {
        int found = 0;
        for (int i = 0; i < 200; i++) {
            var file = Files.writeString(folder.resolve(name + i), "a");
            look.at(file);
            var other = Files.writeString(folder.resolve(name + i + "-other"), "a");
            Files.writeString(file, "b");
            if (!Files.getLastModifiedTime(file).equals(Files.getLastModifiedTime(other))) {
                found++;
            }
        }
        return found;
    }

    /// A look that asks the system itself.
    private static NamedFile prepared(Path file) throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the JDK is asked always where there is no statx");
        var statx = Statx.of(file).orElseThrow();
        for (int i = 0; i < Statx.OFTEN; i++) {
            statx.look();
        }
        Waiting.until(() -> statx.look().isPresent());
        return new NamedFile(file);
    }

    private static long number(Path file, String attribute) throws IOException {
        return ((Number) Objects.requireNonNull(Files.getAttribute(file, "unix:" + attribute))).longValue();
    }
}
