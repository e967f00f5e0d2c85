package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.files.DiskSpace;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.TmpfsDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk on which a second file of the primary's size does not fit: the copy stays out, and writes go on.
@Timeout(60)
final class NoRoomTest {
    private static final Table SOURCES = Table.of("sources", "name", "validators", "location", "fetched_at");
    private static final int MEGABYTES = 64;
    private static final int ROWS = 200;

    @TempDir
    private Path run = Path.of("");

    private TmpfsDisk disk;
    private Database database;

    @BeforeEach
    void start() throws IOException {
        TmpfsDisk.obstacle().ifPresent(Assumptions::abort);
        disk = TmpfsDisk.create(MEGABYTES);
        database = Database.open(new Folders(disk.root(), run), Clock.systemUTC(), Bases.NONE, Watcher.NONE);
        database.healAnew(Role.STANDBY);
        for (int i = 0; i < ROWS; i++) {
            put(i);
        }
        database.settle();
    }

    @AfterEach
    void stop() throws IOException {
        if (disk != null) {
            database.close();
            disk.close();
        }
    }

    private void put(int row) {
        database.write(tx -> {
            tx.put(SOURCES, "s" + row, "x".repeat(50_000), null, null);
            return true;
        });
    }

    @Test
    void aCopyIsNotBuiltAnewBeforeThereIsRoom() throws Exception {
        var primary = disk.root().resolve("kamiyo.db");
        long size = Files.size(primary);
        assertThat(size).isGreaterThan(8 << 20);
        var filler = disk.root().resolve("filler");
        Files.write(filler, new byte[(int) (DiskSpace.free(disk.root()) - size / 2)]);
        Files.move(primary, primary.resolveSibling("moved.db"));
        database.look();
        assertThat(database.copy(Role.PRIMARY).inService()).isFalse();
        long free = DiskSpace.free(disk.root());
        assertThat(OpenDatabase.fault(() -> database.healAnew(Role.PRIMARY))).isInstanceOf(DbFault.Full.class);
        assertThat(DiskSpace.free(disk.root())).as("free as before").isEqualTo(free);
        put(ROWS);
        assertThat(database.<Long>read(reader -> reader.number("SELECT count(*) FROM sources")))
                .isEqualTo(ROWS + 1);
        Files.delete(filler);
        database.healAnew(Role.PRIMARY);
        assertThat(database.copy(Role.PRIMARY).inService()).isTrue();
        assertThat(database.inspect(Role.PRIMARY)).isEqualTo(database.inspect(Role.STANDBY));
    }
}
