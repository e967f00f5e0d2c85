package dev.kamiyo.guardian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// What the file system says of a database's file. It is asked with `stat` alone: to open and close a file that
/// SQLite has open would drop SQLite's locks.
///
/// @param identity device and inode of the file under the name; empty when there is none, or it cannot be seen
/// @param bytes its size
/// @param readable whether this user may read it
/// @param writable whether this user may write to it
/// @param walBytes size of its -wal; -1 when there is none
/// @param isGone whether there surely is no file; false when it cannot be seen
record Sight(Optional<String> identity, long bytes, boolean readable, boolean writable, long walBytes, boolean isGone) {
    /// Whether there is a file, and its mode lets this user not in.
    boolean isForbidden() {
        return identity.isPresent() && !(readable && writable);
    }

    static Sight of(Path file) {
        long wal = Path.of(file + "-wal").toFile().exists()
                ? Path.of(file + "-wal").toFile().length()
                : -1;
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Sight(
                    Optional.of(String.valueOf(attributes.fileKey())),
                    attributes.size(),
                    Files.isReadable(file),
                    Files.isWritable(file),
                    wal,
                    false);
        } catch (NoSuchFileException | NotDirectoryException _) {
            return new Sight(Optional.empty(), 0, false, false, wal, true);
        } catch (IOException _) {
            return new Sight(Optional.empty(), 0, false, false, wal, false);
        }
    }
}
