package dev.kamiyo.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// A name that a file is looked at by between the writes to it: which file has it, and how long that is.
///
/// Not its times, which [FileRecord] tells: since Linux 6.13 a time that somebody asked for makes the next write keep a
/// new one, where else writes of the same few milliseconds share one, and each sync writes that to the disk, too. Two
/// small synced writes take 0.36 ms on ext4, and 0.50 ms where a `stat` comes between. The JDK asks for times
/// always, so that [Statx] is asked first.
///
/// Safe for many threads.
public final class NamedFile {
    private final Path file;
    private final Optional<Statx> statx;

    /// @param file need not be there
    public NamedFile(Path file) {
        this.file = file;
        this.statx = Statx.of(file);
    }

    /// What has a name at one moment.
    ///
    /// @param device the file system's number
    /// @param inode the file's number in it
    /// @param size bytes
    public record Now(long device, long inode, long size) {
        /// Whether it is the same file, however long.
        public boolean isSameFile(Now other) {
            return inode == other.inode && device == other.device;
        }
    }

    /// What has the name; empty when nothing has.
    ///
    /// @throws IOException when the folder does not let it be seen
    public Optional<Now> look() throws IOException {
        var quick = statx.flatMap(Statx::look);
        return quick.isPresent() ? quick : lookByJdk(); // which can also say why there is nothing to be seen
    }

    private Optional<Now> lookByJdk() throws IOException {
        try {
            var found = Files.readAttributes(file, "unix:dev,ino,size");
            return Optional.of(new Now(
                    (long) Objects.requireNonNull(found.get("dev")),
                    (long) Objects.requireNonNull(found.get("ino")),
                    (long) Objects.requireNonNull(found.get("size"))));
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Optional.empty();
        }
    }
}
