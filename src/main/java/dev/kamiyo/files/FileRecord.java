package dev.kamiyo.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the file system tells of a file without opening it: whether it is still the file that was left.
///
/// Files that SQLite has open may only be looked at like this: to open and close them would drop SQLite's locks.
///
/// @param identity device and inode
/// @param size bytes
/// @param modified when its content last changed
/// @param changed when its content or its attributes last changed
public record FileRecord(String identity, long size, FileTime modified, FileTime changed) {
    /// The record of a file; empty when there is none of this name.
    ///
    /// @throws IOException when the folder does not let it be seen
    public static Optional<FileRecord> of(Path file) throws IOException {
        try {
            var found = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
            return Optional.of(new FileRecord(
                    found.get("dev") + ":" + found.get("ino"),
                    (long) Objects.requireNonNull(found.get("size")),
                    (FileTime) Objects.requireNonNull(found.get("lastModifiedTime")),
                    (FileTime) Objects.requireNonNull(found.get("ctime"))));
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Optional.empty();
        }
    }

    /// Device and inode; null when there is no such file.
    public static @Nullable String identity(Path file) throws IOException {
        return of(file).map(FileRecord::identity).orElse(null);
    }

    /// One line of text, for a file that outlives the process.
    public String text() {
        return identity + " " + size + " " + modified + " " + changed;
    }
}
