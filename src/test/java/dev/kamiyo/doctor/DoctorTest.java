package dev.kamiyo.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import dev.kamiyo.files.FileRecord;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the checklist says of real files.
@Timeout(60)
final class DoctorTest {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");
    private static final OptionalLong OWN =
            OptionalLong.of(ProcessHandle.current().pid());
    private static final Health HEALTHY = new Health.Told(200, "healthy");

    @TempDir
    private Path folder = Path.of("");

    private Database database;
    private BackupStore backups;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.open(folder);
        backups = new BackupStore(
                folder.resolve("backups"), Optional.empty(), Clock.systemUTC(), BackupStore.Retention.DEFAULT);
        put(1);
        backups.make(database);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void put(long value) {
        database.write(tx -> {
            tx.put(NUMBERS, 1L, value);
            return true;
        });
    }

    private List<Check> checks(OptionalLong pid, Clock clock) throws InterruptedException {
        return new Doctor(
                        new Patient(
                                TestDatabase.folders(folder),
                                backups,
                                Optional.empty(),
                                folder.resolve("oncall.yml"),
                                pid,
                                HEALTHY),
                        clock)
                .run();
    }

    private Check check(String name) throws InterruptedException {
        return check(name, OWN);
    }

    private Check check(String name, OptionalLong pid) throws InterruptedException {
        return checks(pid, Clock.systemUTC()).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aHealthyServiceIsWellAndNothingIsTouched() throws Exception {
        var before = FileRecord.of(database.file());
        var checks = checks(OWN, Clock.systemUTC());
        assertThat(Doctor.isWell(checks)).as("%s", checks).isTrue();
        assertThat(checks)
                .extracting(Check::name)
                .contains(
                        "process", "health", "primary", "standby", "lock", "wal", "journal", "backup", "disk of data");
        assertThat(FileRecord.of(database.file())).isEqualTo(before);
    }

    /// After kill -9 the -wal holds what the file does not, and tells the next start what happened.
    @Test
    void whatAKilledServiceLeftIsReadWithItsWalAndStaysAsItIs() throws Exception {
        put(2);
        var left = folder.resolve("left");
        Files.createDirectories(left.resolve("run"));
        for (var name : List.of("kamiyo.db", "kamiyo.db-wal")) {
            Files.copy(folder.resolve(name), left.resolve(name));
        }
        var wal = FileRecord.of(left.resolve("kamiyo.db-wal"));
        var file = FileRecord.of(left.resolve("kamiyo.db"));
        var found = new CopyChecks(new Patient(
                        TestDatabase.folders(left),
                        backups,
                        Optional.empty(),
                        folder.resolve("oncall.yml"),
                        OptionalLong.empty(),
                        new Health.Silent()))
                .run()
                .getFirst();
        assertThat(found.verdict()).isEqualTo(Check.Verdict.OK);
        assertThat(found.finding()).endsWith("write " + database.head().seq());
        assertThat(FileRecord.of(left.resolve("kamiyo.db-wal"))).isEqualTo(wal);
        assertThat(FileRecord.of(left.resolve("kamiyo.db"))).isEqualTo(file);
        assertThat(left.resolve("kamiyo.db-shm")).doesNotExist();
    }

    @Test
    void aVolumeOfAnotherUserGetsTheLineToType() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can be another user");
        var other = new ProcessBuilder("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sleep", "60")
                .start();
        try {
            assumeTrue(other.isAlive(), "setpriv is not installed");
            while (!Files.getAttribute(Path.of("/proc/" + other.pid()), "unix:uid")
                    .equals(65534)) {
                Thread.onSpinWait();
            }
            var found = check("primary file", OptionalLong.of(other.pid()));
            assertThat(found.verdict()).isEqualTo(Check.Verdict.BAD);
            assertThat(found.next()).isEqualTo("chown -R 65534:65534 " + folder);
        } finally {
            other.destroyForcibly().onExit().join();
        }
    }

    @Test
    void theHolderOfALockIsNamedWithTheLineThatEndsIt() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        assumeTrue(Files.isReadable(Path.of("/proc/locks")), "/proc/locks cannot be read");
        try (var _ = Sqlite3.holding(database.file(), "BEGIN EXCLUSIVE;")) {
            var found = check("lock");
            assertThat(found.verdict()).isEqualTo(Check.Verdict.BAD);
            assertThat(found.finding()).contains("sqlite3");
            assertThat(found.next()).startsWith("kill ");
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsBadWhetherServedOrNot() throws Exception {
        Files.write(folder.resolve("run/standby.db"), new byte[100], StandardOpenOption.WRITE);
        assertThat(check("standby").verdict()).isEqualTo(Check.Verdict.BAD);
        assertThat(check("standby", OptionalLong.empty()).finding()).contains("not a database");
        assertThat(check("standby", OptionalLong.empty()).next()).isEqualTo("kamiyo serve");
    }

    @Test
    void aStoppedServiceIsOutOfOrderAndItsDataAreLookedAtAllTheSame() throws Exception {
        database.close();
        var checks = checks(OptionalLong.empty(), Clock.systemUTC());
        assertThat(checks)
                .filteredOn(check -> check.verdict() == Check.Verdict.BAD)
                .extracting(Check::name)
                .containsExactly("process");
        assertThat(check("wal", OptionalLong.empty()).verdict()).isEqualTo(Check.Verdict.OK);
        assertThat(folder.resolve("kamiyo.db-wal")).doesNotExist();
    }

    @Test
    void aDeletedWalAHarmedJournalAndAHarmedBackupAreNamed() throws Exception {
        Files.delete(folder.resolve("kamiyo.db-wal"));
        assertThat(check("wal").verdict()).isEqualTo(Check.Verdict.BAD);
        var segment = folder.resolve("journal/000001.ndjson");
        var lines = Files.readAllLines(segment);
        put(2);
        lines.set(0, "no line of ours");
        Files.write(segment, lines);
        assertThat(check("journal").verdict()).isEqualTo(Check.Verdict.BAD);
        var backup = backups.list().getFirst().file();
        Files.setLastModifiedTime(backup, FileTime.from(Instant.EPOCH));
        assertThat(check("backup").verdict()).isEqualTo(Check.Verdict.OK);
        Files.write(backup, new byte[] {1});
        assertThat(check("backup").next()).isEqualTo("kamiyo backup verify");
    }

    @Test
    void theSecondFolderOfBackupsIsLookedAtWhereThereIsOne() throws Exception {
        var elsewhere = folder.resolve("elsewhere");
        assertThat(checks(OWN, Clock.systemUTC())).extracting(Check::name).doesNotContain("second backup");
        backups = new BackupStore(
                folder.resolve("backups"), Optional.of(elsewhere), Clock.systemUTC(), BackupStore.Retention.DEFAULT);
        assertThat(check("second backup").verdict()).isEqualTo(Check.Verdict.BAD);
        put(3);
        var copy = backups.make(database).in(elsewhere).file();
        assertThat(check("second backup").verdict()).isEqualTo(Check.Verdict.OK);
        Files.write(copy, new byte[] {1});
        assertThat(check("second backup").next()).isEqualTo("kamiyo backup verify");
    }

    @Test
    void aBackupOfOtherDataIsNone() throws Exception {
        var strange = Files.createDirectories(folder.resolve("strange"));
        try (var other = TestDatabase.open(strange)) {
            backups = new BackupStore(
                    strange.resolve("backups"), Optional.empty(), Clock.systemUTC(), BackupStore.Retention.DEFAULT);
            backups.make(other);
        }
        assertThat(check("backup").finding()).isEqualTo("there is none");
    }

    @Test
    void aBackupThatIsTooOldWarns() throws Exception {
        var later = Clock.offset(Clock.systemUTC(), Duration.ofHours(27));
        assertThat(checks(OWN, later))
                .filteredOn(check -> check.verdict() == Check.Verdict.WARNING)
                .extracting(Check::name)
                .contains("backup");
    }

    @Test
    void aPlaceholderInOncallYmlIsAWarning() throws Exception {
        Files.copy(Path.of("oncall.yml"), folder.resolve("oncall.yml"));
        var found = check("on call");
        assertThat(found.verdict()).isEqualTo(Check.Verdict.WARNING);
        assertThat(found.finding()).contains("level 1 is still a placeholder");
        assertThat(found.next()).isEqualTo("kamiyo oncall");
    }

    @Test
    void whoMayNotAskTheServiceLearnsNothingOfItsHealth() throws Exception {
        var checks = new Doctor(
                        new Patient(
                                TestDatabase.folders(folder),
                                backups,
                                Optional.empty(),
                                folder.resolve("oncall.yml"),
                                OWN,
                                new Health.Forbidden()),
                        Clock.systemUTC())
                .run();
        assertThat(checks)
                .filteredOn(check -> check.name().equals("health"))
                .singleElement()
                .satisfies(health -> {
                    assertThat(health.verdict()).isEqualTo(Check.Verdict.SKIPPED);
                    assertThat(health.finding()).isEqualTo("this user may not use the service's socket");
                    assertThat(health.next())
                            .isEqualTo("sudo -u " + System.getProperty("user.name") + " kamiyo doctor");
                });
    }

    @Test
    void whereNothingEverWasNoLineLeadsToAVerbThatNeedsData() throws Exception {
        var nowhere = folder.resolve("none");
        var none = new BackupStore(
                nowhere.resolve("backups"), Optional.empty(), Clock.systemUTC(), BackupStore.Retention.DEFAULT);
        var checks = new Doctor(
                        new Patient(
                                TestDatabase.folders(nowhere),
                                none,
                                Optional.empty(),
                                folder.resolve("oncall.yml"),
                                OptionalLong.empty(),
                                new Health.Silent()),
                        Clock.systemUTC())
                .run();
        assertThat(checks).extracting(Check::next).noneMatch(next -> next.startsWith("kamiyo backup"));
        assertThat(checks)
                .filteredOn(check -> check.name().equals("primary file"))
                .extracting(Check::next)
                .containsExactly("ls -la " + folder);
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void aMissingFolderIsNamed() throws IOException {
        var nowhere = TestDatabase.folders(folder.resolve("none"));
        var found = new FileChecks(new Patient(
                        nowhere,
                        backups,
                        Optional.empty(),
                        folder.resolve("oncall.yml"),
                        OptionalLong.empty(),
                        new Health.Silent()))
                .run()
                .getFirst();
        assertThat(found.finding()).endsWith("none is missing");
    }
}
