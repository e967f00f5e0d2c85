package dev.kamiyo.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.testing.ExploitGenerator;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupStoreTest {
    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final ExploitStore exploits = new ExploitStore();
    private final MergeStore merges = new MergeStore(exploits);
    private Path backups;
    private Database database;
    private BackupStore store;

    @BeforeEach
    void start() throws IOException {
        backups = folder.resolve("backups");
        database = TestDatabase.open(folder);
        store = store(new BackupStore.Retention(14, Duration.ofDays(30)));
        add(0);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void aBackupHoldsWhatIsAcknowledgedAndLatestLeadsToIt() throws Exception {
        for (int i = 1; i < 50; i++) {
            add(i);
        }
        var backup = store.make(database);
        assertThat(backup.rows("exploits")).isEqualTo(50);
        assertThat(backup.head().seq()).isEqualTo(database.seq());
        assertThat(store.list()).containsExactly(backup);
        assertThat(store.verify(backup)).isEmpty();
        var latest = backups.resolve("kamiyo_latest.db");
        assertThat(Files.readSymbolicLink(latest)).isRelative();
        assertThat(latest.toRealPath()).isEqualTo(backup.file().toRealPath());

        add(50);
        now.updateAndGet(t -> t.plusSeconds(60));
        var newer = store.make(database);
        assertThat(latest.toRealPath()).isEqualTo(newer.file().toRealPath());
        assertThat(store.list()).containsExactly(newer, backup);
        try (var files = Files.list(backups)) {
            assertThat(files.map(f -> f.getFileName().toString())).allMatch(name -> name.startsWith("kamiyo"));
        }
    }

    /// What the runbook does with it: copied to the place of the data, it serves.
    @Test
    void aBackupServesInPlaceOfTheData() throws Exception {
        var backup = store.make(database);
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.copy(backup.file(), elsewhere.resolve("kamiyo.db"));
        try (var other = TestDatabase.open(elsewhere)) {
            assertThat(other.read(exploits::count)).isEqualTo(1);
            assertThat(other.seq()).isEqualTo(backup.head().seq());
        }
    }

    @Test
    void debiansSqlite3OpensABackup() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        var backup = store.make(database);
        assertThat(Sqlite3.run(backup.file(), "SELECT count(*) FROM exploits; PRAGMA integrity_check;"))
                .isEqualTo("1\nok");
    }

    @Test
    void everyDamagedByteIsFound() throws Exception {
        var backup = store.make(database);
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            try (var file = new RandomAccessFile(backup.file().toFile(), "rw")) {
                long at = random.nextLong(file.length());
                file.seek(at);
                int was = file.read();
                file.seek(at);
                file.write(was ^ 1 << random.nextInt(8));
                assertThat(store.verify(backup))
                        .as("seed %d, byte %d", seed, at)
                        .isPresent();
                file.seek(at);
                file.write(was);
            }
            assertThat(store.verify(backup)).isEmpty();
        }
        Files.delete(backup.file());
        assertThat(store.verify(backup)).isPresent();
    }

    @Test
    void aManifestThatIsDamagedHidesItsBackupAndNoOther() throws Exception {
        var first = store.make(database);
        now.updateAndGet(t -> t.plusSeconds(60));
        var second = store.make(database);
        for (var text : new String[] {"", "{", "[]", "{\"made_at\":7}", "null"}) {
            Files.writeString(BackupManifest.of(second.file()), text);
            assertThat(store.list()).containsExactly(first);
        }
    }

    @Test
    void tooManyAndTooOldOnesGoButNeverTheLastTwo() throws Exception {
        store = store(new BackupStore.Retention(3, Duration.ofDays(10)));
        for (int i = 1; i < 6; i++) {
            add(i);
            now.updateAndGet(t -> t.plusSeconds(60));
            store.make(database);
        }
        assertThat(store.list()).hasSize(3);
        now.updateAndGet(t -> t.plus(Duration.ofDays(11)));
        var newest = store.make(database);
        assertThat(store.list()).hasSize(2).first().isEqualTo(newest);
        try (var files = Files.list(backups)) {
            assertThat(files).hasSize(5); // two copies, two manifests, the link
        }
    }

    @Test
    void backupsWithoutAWriteBetweenThemDoNotPushOutThePast() throws Exception {
        store = store(new BackupStore.Retention(3, Duration.ofDays(10)));
        var past = store.make(database);
        add(1);
        for (int i = 0; i < 5; i++) {
            now.updateAndGet(t -> t.plusSeconds(60));
            store.make(database);
        }
        assertThat(store.list()).hasSize(3).last().isEqualTo(past);
    }

    @Test
    void aSecondFolderThatHasOtherDataTooLosesNoneOfEither() throws Exception {
        var elsewhere = folder.resolve("elsewhere");
        var retention = new BackupStore.Retention(2, Duration.ofDays(10));
        Backup theirs;
        try (var other = TestDatabase.open(Files.createDirectory(folder.resolve("other")))) {
            for (int i = 1; i < 9; i++) {
                add(other, i);
            }
            theirs = new BackupStore(folder.resolve("others"), Optional.of(elsewhere), clock(), retention).make(other);
        }
        store = new BackupStore(backups, Optional.of(elsewhere), clock(), retention);
        for (int i = 1; i < 4; i++) {
            add(i);
            now.updateAndGet(t -> t.plusSeconds(60));
            var ours = store.make(database);
            assertThat(elsewhere.resolve("kamiyo_latest.db").toRealPath())
                    .isEqualTo(ours.in(elsewhere).file().toRealPath());
        }
        assertThat(store.ownSecond(database.head().store()))
                .isEqualTo(store.list().stream().map(b -> b.in(elsewhere)).toList());
        assertThat(theirs.in(elsewhere).file()).exists();
    }

    /// As where the backups of another machine were brought in.
    @Test
    void backupsOfOtherDataKeepNoJournalAndPushOutNone() throws Exception {
        try (var other = TestDatabase.open(Files.createDirectory(folder.resolve("other")))) {
            store.make(other);
            for (int i = 1; i < 9; i++) {
                add(other, i);
                now.updateAndGet(t -> t.plusSeconds(60));
                store.make(other);
            }
        }
        store = store(new BackupStore.Retention(2, Duration.ofDays(10)));
        startAndBackUp(3);
        assertThat(database.segments()).hasSize(1);
        var own = database.head().store();
        store.keepFewest(true);
        store.makeRoom(database);
        assertThat(store.list())
                .filteredOn(backup -> backup.head().store().equals(own))
                .hasSize(2);
    }

    /// Each start begins a file of the journal.
    private void startAndBackUp(int times) throws Exception {
        for (int i = 1; i <= times; i++) {
            database.close();
            database = TestDatabase.open(folder);
            add(i);
            now.updateAndGet(t -> t.plusSeconds(60));
            store.make(database);
        }
    }

    @Test
    void theJournalInTheSecondFolderReachesAsFarBackAsItsBackups() throws Exception {
        var elsewhere = folder.resolve("elsewhere");
        store = new BackupStore(
                backups, Optional.of(elsewhere), clock(), new BackupStore.Retention(2, Duration.ofDays(10)));
        startAndBackUp(5);
        try (var files =
                Files.list(elsewhere.resolve("journal").resolve(database.head().store()))) {
            assertThat(files.map(f -> f.getFileName().toString()).sorted()).containsExactly("000005.ndjson");
        }
    }

    @Test
    void aBackupThatCannotBeWrittenPublishesNothing() throws Exception {
        Files.writeString(backups, "a file where the folder is due");
        assertThatThrownBy(() -> store.make(database))
                .isInstanceOf(BackupFailedException.class)
                .hasMessageContaining(backups.toString());
    }

    @Test
    void theLatestStaysWhenTheNextOneFails() throws Exception {
        var sound = store.make(database);
        now.updateAndGet(t -> t.plusSeconds(60));
        var draft = backups.resolve(".backup.tmp");
        Files.writeString(Files.createDirectory(draft).resolve("in the way"), "");
        assertThatThrownBy(() -> store.make(database)).isInstanceOf(BackupFailedException.class);
        assertThat(backups.resolve("kamiyo_latest.db").toRealPath())
                .isEqualTo(sound.file().toRealPath());
        assertThat(store.list()).containsExactly(sound);
    }

    @Test
    void writesGoOnWhileABackupIsMade() throws Exception {
        for (int i = 1; i < 3_000; i++) {
            int n = i;
            var _ = database.submit(tx -> merges.save(tx, claim(n)));
        }
        add(3_000);
        var ended = new AtomicBoolean();
        var written = new AtomicLong();
        var writer = Thread.ofPlatform().start(() -> {
            for (int i = 4_000; !ended.get(); i++) {
                add(i);
                written.incrementAndGet();
            }
        });
        try {
            Waiting.until(() -> written.get() > 0);
            long before = written.get();
            var backup = store.make(database);
            assertThat(written.get()).isGreaterThan(before);
            assertThat(store.verify(backup)).isEmpty();
            assertThat(backup.rows("exploits")).isEqualTo(backup.rows("claims"));
        } finally {
            ended.set(true);
            writer.join();
        }
    }

    @Test
    void theScheduleMakesTheFirstAtOnce() throws Exception {
        try (var _ = new BackupSchedule(store, database, clock(), BackupSchedule.Due.DEFAULT)) {
            Waiting.until(() -> store.list().size() == 1);
        }
        try (var _ = new BackupSchedule(store, database, clock(), BackupSchedule.Due.DEFAULT)) {
            assertThat(store.list()).hasSize(1);
        }
        now.updateAndGet(t -> t.plus(Duration.ofDays(1)));
        try (var _ = new BackupSchedule(store, database, clock(), BackupSchedule.Due.DEFAULT)) {
            Waiting.until(() -> store.list().size() == 2);
        }
    }

    @Test
    void aBackupOfOtherDataPutsTheFirstOneNotOff() throws Exception {
        try (var other = TestDatabase.open(Files.createDirectory(folder.resolve("other")))) {
            store.make(other);
        }
        try (var _ = new BackupSchedule(store, database, clock(), BackupSchedule.Due.DEFAULT)) {
            Waiting.until(() -> store.own(database.head().store()).size() == 1);
        }
    }

    @Test
    void afterAFailureAClockThatGoesBackPutsTheNextAttemptNotOff() throws Exception {
        var obstacle = Files.createDirectories(backups.resolve(".backup.tmp/in the way"));
        try (var schedule = new BackupSchedule(store, database, clock(), BackupSchedule.Due.DEFAULT)) {
            Waiting.until(() -> store.failure().isPresent());
            Files.delete(obstacle);
            now.updateAndGet(t -> t.minus(Duration.ofDays(1)));
            schedule.ask();
            Waiting.until(() -> store.list().size() == 1);
        }
    }

    @Test
    void whileRoomIsScarceTwoThatAreSoundNowAreKept() throws Exception {
        for (int i = 0; i < 5; i++) {
            add(i);
            store.make(database);
            now.updateAndGet(t -> t.plus(Duration.ofMinutes(1)));
        }
        var newest = store.list().getFirst();
        Files.write(newest.file(), new byte[100]);
        store.makeRoom(database);
        assertThat(store.list()).as("there is room").hasSize(5);
        var kept = store.list().subList(0, 3);
        store.keepFewest(true);
        store.makeRoom(database);
        assertThat(store.list()).isEqualTo(kept);
        store.make(database);
        store.makeRoom(database);
        assertThat(store.list()).hasSize(3).containsAll(kept.subList(0, 2));
        store.keepFewest(false);
        add(5);
        now.updateAndGet(t -> t.plus(Duration.ofMinutes(1)));
        store.make(database);
        store.makeRoom(database);
        assertThat(store.list()).as("there is room again").hasSize(3);
    }

    private BackupStore store(BackupStore.Retention retention) {
        return new BackupStore(backups, Optional.empty(), clock(), retention);
    }

    private Clock clock() {
        InstantSource source = now::get;
        return source.withZone(ZoneOffset.UTC);
    }

    private void add(int index) {
        add(database, index);
    }

    private void add(Database database, int index) {
        database.write(tx -> merges.save(tx, claim(index)));
    }

    private static Claim claim(int index) {
        return new Claim("test", String.valueOf(index), null, new ExploitGenerator(2).exploit(index), "{}");
    }
}
