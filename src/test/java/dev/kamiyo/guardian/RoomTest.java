package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.backup.BackupSchedule;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Bases;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Folders;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.files.Ballast;
import dev.kamiyo.files.DiskSpace;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.TmpfsDisk;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is given up on a disk that is nearly full, and that it comes back.
@Timeout(60)
final class RoomTest {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");
    private static final int MEGABYTES = 64;

    @TempDir
    private Path run = Path.of("");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private TmpfsDisk disk;
    private Database database;
    private BackupStore backups;
    private Room room;

    @BeforeEach
    void start() throws IOException {
        TmpfsDisk.obstacle().ifPresent(Assumptions::abort);
        disk = TmpfsDisk.create(MEGABYTES);
        backups = new BackupStore(
                disk.root().resolve("backups"), Optional.empty(), clock(), BackupStore.Retention.DEFAULT);
        database = Database.open(new Folders(disk.root(), run), clock(), Bases.NONE, Watcher.NONE);
        room = new Room(database, backups);
    }

    @AfterEach
    void stop() throws IOException {
        if (disk != null) {
            database.close();
            disk.close();
        }
    }

    private Clock clock() {
        InstantSource time = now::get;
        return time.withZone(ZoneOffset.UTC);
    }

    @Test
    void theBallastTakesRoomAndIsGivenUpOnADiskThatIsFull() throws Exception {
        long before = DiskSpace.free(disk.root());
        room.act();
        assertThat(before - DiskSpace.free(disk.root())).isGreaterThanOrEqualTo(Ballast.SIZE);
        assertThat(room.look()).isEmpty();
        fillTo(93);
        room.act();
        assertThat(database.folders().ballast()).as("it is not full yet").exists();
        disk.fill();
        room.act();
        assertThat(database.folders().ballast()).doesNotExist();
        assertThat(DiskSpace.free(disk.root())).isGreaterThanOrEqualTo(Ballast.SIZE);
        assertThat(room.look()).hasOnlyElementsOfType(Warning.DiskScarce.class).hasSize(1);
        assertThat(put(1)).isPositive();
        room.act();
        assertThat(database.folders().ballast()).as("there is no room for it").doesNotExist();
        assertThat(room.look()).hasSize(1);
        disk.makeRoom();
        room.act();
        assertThat(database.folders().ballast()).hasSize(Ballast.SIZE);
        assertThat(room.look()).isEmpty();
    }

    @Test
    void whileRoomIsScarceTwoBackupsAndTheNewestReplacedFileAreKept() throws Exception {
        for (int i = 0; i < 4; i++) {
            put(i);
            backups.make(database);
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
            Files.createDirectories(database.folders().quarantine().resolve("2026010" + i + "T000000.000-1"));
        }
        var newest = backups.list().subList(0, 2);
        room.act();
        try (var _ = new BackupSchedule(backups, database, clock(), BackupSchedule.Due.DEFAULT)) {
            assertThat(quarantined()).hasSize(4);
        }
        assertThat(backups.list()).hasSize(4);
        fillTo(97);
        room.act();
        assertThat(quarantined()).containsExactly("20260103T000000.000-1");
        try (var _ = new BackupSchedule(backups, database, clock(), BackupSchedule.Due.DEFAULT)) {
            Waiting.until(() -> backups.list().equals(newest));
        }
        assertThat(backups.list()).allMatch(backup -> backups.verify(backup).isEmpty());
    }

    @Test
    void aDeathWhileItIsMadeLeavesNothingThatLasts() throws Exception {
        var draft = disk.root().resolve("ballast.tmp");
        Files.write(draft, new byte[1000]);
        room.act();
        assertThat(draft).doesNotExist();
        Files.write(draft, new byte[1000]);
        fillTo(98);
        room.act();
        assertThat(draft).doesNotExist();
    }

    private void fillTo(int percent) throws IOException {
        var filler = disk.root().resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            while (DiskSpace.usedPercent(disk.root()) < percent) {
                out.write(new byte[1 << 14]);
            }
        }
    }

    private long put(long key) {
        return database.write(tx -> {
            tx.put(NUMBERS, key, key);
            return key + 1;
        });
    }

    private List<String> quarantined() throws IOException {
        try (Stream<Path> all = Files.list(database.folders().quarantine())) {
            return all.map(place -> String.valueOf(place.getFileName())).toList();
        }
    }
}
