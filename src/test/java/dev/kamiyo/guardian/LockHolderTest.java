package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.files.FileRecord;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TmpfsDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Who is named is the one that holds the lock.
final class LockHolderTest {
    /// Each tmpfs numbers its files from the same number.
    @Test
    void aLockOnAFileOfTheSameNumberOnAnotherDiskIsNone() throws Exception {
        TmpfsDisk.obstacle().ifPresent(Assumptions::abort);
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        assumeTrue(Files.isReadable(Path.of("/proc/locks")), "/proc/locks cannot be read");
        try (var one = TmpfsDisk.create(4);
                var other = TmpfsDisk.create(4)) {
            var ours = Files.createFile(one.root().resolve("kamiyo.db"));
            var theirs = Files.createFile(other.root().resolve("kamiyo.db"));
            assertThat(inode(ours)).isEqualTo(inode(theirs));
            try (var sqlite = Sqlite3.holding(theirs, "BEGIN EXCLUSIVE;")) {
                assertThat(LockHolder.of(theirs))
                        .get()
                        .extracting(LockHolder::program)
                        .isEqualTo("sqlite3");
                assertThat(LockHolder.of(ours)).isEmpty();
                assertThat(sqlite).isNotNull();
            }
        }
    }

    private static String inode(Path file) throws Exception {
        var identity = String.valueOf(FileRecord.identity(file));
        return identity.substring(identity.indexOf(':'));
    }
}
