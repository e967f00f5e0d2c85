package dev.kamiyo.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// What files take on their disk, and what is free there.
public final class DiskSpace {
    private DiskSpace() {}

    /// Bytes of a file, or of all files below a folder; 0 when there is none. What goes meanwhile does not count.
    public static long of(Path place) {
        var bytes = new long[1];
        try {
            Files.walkFileTree(place, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes[0];
    }

    /// Bytes that this user may still write to the disk of an existing folder.
    ///
    /// @throws IOException when the folder cannot be seen
    public static long free(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /// How full the disk of an existing folder is, from 0 to 1, as `df` tells it: what only root may fill counts for
    /// nobody.
    ///
    /// @throws IOException when the folder cannot be seen
    public static double used(Path folder) throws IOException {
        return used(folder, 0);
    }

    private static double used(Path folder, long more) throws IOException {
        var disk = Files.getFileStore(folder);
        double used = disk.getTotalSpace() - disk.getUnallocatedSpace();
        double all = used + disk.getUsableSpace();
        return all == 0 ? 0 : (used + more) / all;
    }

    /// The same in percent, rounded up as `df` does.
    ///
    /// @throws IOException when the folder cannot be seen
    public static int usedPercent(Path folder) throws IOException {
        return usedPercent(folder, 0);
    }

    /// What it would be with so many bytes more; above 100 when they do not fit.
    ///
    /// @throws IOException when the folder cannot be seen
    public static int usedPercent(Path folder, long more) throws IOException {
        return (int) Math.ceil(used(folder, more) * 100);
    }

    /// Whether two existing folders share a disk.
    ///
    /// @throws IOException when one cannot be seen
    public static boolean areOnOneDisk(Path one, Path other) throws IOException {
        return Files.getAttribute(one, "unix:dev").equals(Files.getAttribute(other, "unix:dev"));
    }

    /// Bytes of the whole disk of an existing folder.
    ///
    /// @throws IOException when the folder cannot be seen
    public static long total(Path folder) throws IOException {
        return Files.getFileStore(folder).getTotalSpace();
    }
}
