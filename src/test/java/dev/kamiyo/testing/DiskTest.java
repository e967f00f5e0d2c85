package dev.kamiyo.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the disks of the tests promise.
final class DiskTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aPowerCutKeepsWhatWasSyncedAndLosesWhatWasNot() throws Exception {
        LoopDisk.obstacle().ifPresent(Assumptions::abort);
        try (var disk = LoopDisk.create(64);
                var child = ChildProcess.start(folder, ChannelChild.class, List.of(), _ -> {})) {
            var synced = disk.root().resolve("synced");
            var unsynced = disk.root().resolve("unsynced");
            for (var file : List.of(unsynced, synced)) {
                assertThat(child.ask("open " + file)).isEqualTo("open 0");
                assertThat(child.ask("write " + file)).isEqualTo("write 1000");
            }
            assertThat(child.ask("force " + synced)).isEqualTo("force 0");
            assertThat(child.ask("write " + synced)).isEqualTo("write 1000");
            disk.cutPower();
            assertThat(child.ask("force " + synced)).isEqualTo("Input/output error");
            assertThat(child.ask("write " + synced)).isEqualTo("Input/output error");
            child.kill();
            disk.powerOn();
            assertThat(synced).hasSize(1000);
            assertThat(!Files.exists(unsynced) || Files.size(unsynced) == 0).isTrue();
            Files.writeString(unsynced, "it can be written again");
        }
    }

    @Test
    void aPowerCutLosesTheRowsThatSqliteDidNotSync() throws Exception {
        LoopDisk.obstacle().ifPresent(Assumptions::abort);
        try (var disk = LoopDisk.create(64);
                var child = ChildProcess.start(folder, SqliteChild.class, List.of(), _ -> {})) {
            var file = disk.root().resolve("kamiyo.db");
            child.ask(file + " CREATE TABLE t (x)");
            child.ask(file + " INSERT INTO t VALUES (1)");
            child.ask(file + " PRAGMA synchronous=OFF");
            assertThat(child.ask(file + " INSERT INTO t VALUES (2)")).isEqualTo("done");
            disk.cutPower();
            child.kill();
            disk.powerOn();
            try (var next = ChildProcess.start(folder, SqliteChild.class, List.of(), _ -> {})) {
                assertThat(next.ask(file + " SELECT group_concat(x) FROM t")).isEqualTo("1");
            }
        }
    }

    @Test
    void aDiskGoesAwayWithAllThatBelongsToIt() throws Exception {
        LoopDisk.obstacle().ifPresent(Assumptions::abort);
        Path home;
        try (var disk = LoopDisk.create(64)) {
            home = disk.root().resolveSibling("");
            assertThat(Program.run("losetup", "--all")).contains(home.toString());
            disk.cutPower();
        }
        assertThat(home).doesNotExist();
        assertThat(Program.run("losetup", "--all")).doesNotContain(home.toString());
    }

    @Test
    void aDiskThatIsStillInUseGoesAwayToo() throws Exception {
        TmpfsDisk.obstacle().ifPresent(Assumptions::abort);
        var disk = TmpfsDisk.create(1);
        try (var _ = Files.newOutputStream(disk.root().resolve("open"))) {
            assertThatThrownBy(disk::close).isInstanceOf(IOException.class).hasMessageContaining("busy");
        }
        assertThat(disk.root().resolveSibling("")).doesNotExist();
    }

    @Test
    void aFullDiskRefusesAWriteUntilThereIsRoom() throws Exception {
        TmpfsDisk.obstacle().ifPresent(Assumptions::abort);
        try (var disk = TmpfsDisk.create(2);
                var file = FileChannel.open(
                        disk.root().resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            disk.fill();
            assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("No space left on device");
            disk.makeRoom();
            assertThat(file.write(ByteBuffer.allocate(1))).isEqualTo(1);
        }
    }

    @Test
    void whatAKilledProcessLeftBehindIsTakenAway() throws Exception {
        TmpfsDisk.obstacle().ifPresent(Assumptions::abort);
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        var left = Path.of(System.getProperty("java.io.tmpdir"), "kamiyo-rig-" + gone.pid() + "-1");
        var root = Files.createDirectories(left.resolve("mnt"));
        Program.run("mount", "-t", "tmpfs", "-o", "size=1m", "kamiyo-rig", root.toString());
        Files.createFile(root.resolve("file"));
        MountPoint.sweep();
        assertThat(left).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(left.toString());
    }
}
