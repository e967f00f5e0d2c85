package dev.kamiyo.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// An ext4 file system in a file, with a power switch.
///
/// After [#cutPower] nothing more reaches the file; after [#powerOn] there is what ext4 finds by replaying its journal.
/// What ext4 had written of itself before is there also without an fsync: a disk's own cache is not imitated.
public final class LoopDisk implements AutoCloseable {
    private final MountPoint point;

    private LoopDisk(MountPoint point) {
        this.point = point;
    }

    /// Makes an empty one.
    ///
    /// @param megabytes 64 and more; only what is written takes space
    public static LoopDisk create(int megabytes) throws IOException {
        var disk = new LoopDisk(MountPoint.create());
        try {
            try (var image = new RandomAccessFile(disk.image().toFile(), "rw")) {
                image.setLength((long) megabytes << 20);
            }
            Program.run("mkfs.ext4", "-q", "-F", "-m", "0", disk.image().toString());
            disk.mount();
            return disk;
        } catch (IOException e) {
            disk.close();
            throw e;
        }
    }

    /// Why there can be none here; empty when there can.
    public static Optional<String> obstacle() {
        if (Files.notExists(Path.of("/dev/loop-control"))) {
            return Optional.of("there are no loop devices");
        }
        return MountPoint.obstacle("mkfs.ext4").or(Gcc::obstacle);
    }

    /// Its uppermost folder.
    public Path root() {
        return point.root();
    }

    /// From now on nothing is written any more, and every call on an open file fails. Whoever uses it is to be killed
    /// then.
    ///
    /// An fsync that is under way at this moment may return success for what is lost: Linux lets it wait for a
    /// commit that is then given up (seen in one of ten cuts). So only what was acknowledged before this call is
    /// sure to be there.
    public void cutPower() throws IOException {
        Program.run(Gcc.program("cutpower").toString(), root().toString());
    }

    /// Mounts it afresh; nobody may have a file open in it.
    public void powerOn() throws IOException {
        point.unmount();
        mount();
    }

    private void mount() throws IOException {
        point.mount("ext4", "loop", image().toString());
    }

    private Path image() {
        return point.folder().resolve("disk.ext4");
    }

    /// Takes it away with everything on it.
    @Override
    public void close() throws IOException {
        point.remove();
    }
}
