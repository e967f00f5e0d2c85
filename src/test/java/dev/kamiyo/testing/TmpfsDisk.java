package dev.kamiyo.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A file system in memory that is soon full.
public final class TmpfsDisk implements AutoCloseable {
    private static final int PAGE = 4096;

    private final MountPoint point;

    private TmpfsDisk(MountPoint point) {
        this.point = point;
    }

    /// Makes an empty one.
    public static TmpfsDisk create(int megabytes) throws IOException {
        var disk = new TmpfsDisk(MountPoint.create());
        try {
            disk.point.mount("tmpfs", "size=" + megabytes + "m", "kamiyo-rig");
            return disk;
        } catch (IOException e) {
            disk.close();
            throw e;
        }
    }

    /// Why there can be none here; empty when there can.
    public static Optional<String> obstacle() {
        return MountPoint.obstacle();
    }

    /// Its uppermost folder.
    public Path root() {
        return point.root();
    }

    /// Fills it with a file `filler` until not a page is left.
    public void fill() throws IOException {
        fill(0);
    }

    /// Fills it with a file `filler` until only so many bytes are left.
    public void fill(long left) throws IOException {
        try (var filler =
                FileChannel.open(root().resolve("filler"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (root().toFile().getUsableSpace() > left) {
                filler.write(ByteBuffer.allocate(PAGE));
            }
        }
    }

    /// Takes the filler away.
    public void makeRoom() throws IOException {
        Files.delete(root().resolve("filler"));
    }

    /// Takes it away though files on it are open: a copy that was replaced leaves its handles to the end of the
    /// process.
    public void abandon() throws IOException {
        point.removeByForce();
    }

    /// Takes it away with everything on it.
    @Override
    public void close() throws IOException {
        point.remove();
    }
}
