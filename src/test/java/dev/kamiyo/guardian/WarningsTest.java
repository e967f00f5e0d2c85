package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kamiyo.backup.BackupFailedException;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Folders;
import dev.kamiyo.db.Role;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.TmpfsDisk;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What is warned of before it becomes a fault, and how often it is said.
@Timeout(60)
final class WarningsTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
    private final List<String> told = new ArrayList<>();

    private Clock clock() {
        InstantSource time = now::get;
        return time.withZone(ZoneOffset.UTC);
    }

    private void later(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private void tell(Warning warning, Instant since) {
        told.add(warning.kind() + " at " + since);
    }

    @Test
    void aWarningIsToldOnceAndAgainOnlyAfterItHasBeenGoneForAWhile() {
        var seen = new ArrayList<Warning>();
        var warnings = new Warnings(List.of(() -> List.copyOf(seen)), clock());
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        ((Logger) LoggerFactory.getLogger("guardian")).addAppender(lines);
        try {
            seen.add(new Warning.EditsWaiting(1));
            assertThat(warnings.look(this::tell)).hasSize(1);
            later(Duration.ofSeconds(5));
            seen.set(0, new Warning.EditsWaiting(2));
            assertThat(warnings.look(this::tell))
                    .containsExactly(new Warnings.Standing(new Warning.EditsWaiting(2), BEGIN));
            seen.clear();
            later(Duration.ofSeconds(5));
            assertThat(warnings.look(this::tell))
                    .as("it is shown no more at once")
                    .isEmpty();
            later(Duration.ofMinutes(9));
            seen.add(new Warning.EditsWaiting(3));
            warnings.look(this::tell);
            assertThat(told).containsExactly("edits-waiting at " + BEGIN);
            seen.clear();
            later(Duration.ofMinutes(10));
            warnings.look(this::tell);
            assertThat(lines.list.stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .filter(line -> line.contains("edited by hand")))
                    .satisfiesExactly(
                            came -> assertThat(came).contains("1 rows", "kamiyo adopt"),
                            went -> assertThat(went).contains("no warning any more"));
            seen.add(new Warning.EditsWaiting(4));
            warnings.look(this::tell);
            assertThat(told).containsExactly("edits-waiting at " + BEGIN, "edits-waiting at " + now.get());
        } finally {
            ((Logger) LoggerFactory.getLogger("guardian")).detachAppender(lines);
        }
    }

    @Test
    void itsEndIsToldOnceItHasBeenGoneForAWhile() {
        var seen = new ArrayList<Warning>(List.of(new Warning.FeedStale("a", Optional.empty())));
        var warnings = new Warnings(List.of(() -> List.copyOf(seen)), clock());
        var listener = new WarningListener() {
            @Override
            public void came(Warning warning, Instant since) {
                told.add("came " + warning.about());
            }

            @Override
            public void went(Warning warning, Instant gone) {
                told.add("went " + warning.about() + " at " + gone);
            }
        };
        warnings.look(listener);
        seen.set(0, new Warning.FeedStale("b", Optional.empty()));
        later(Duration.ofMinutes(9));
        warnings.look(listener);
        assertThat(told).containsExactly("came a", "came b");
        later(Duration.ofMinutes(1));
        warnings.look(listener);
        warnings.look(listener);
        assertThat(told).containsExactly("came a", "came b", "went a at " + BEGIN);
    }

    @Test
    void aGaugeThatCannotBeReadHidesNoOther() {
        var warnings = new Warnings(
                List.of(
                        () -> {
                            throw new IOException("gone");
                        },
                        () -> List.of(new Warning.EditsWaiting(1))),
                clock());
        assertThat(warnings.now()).hasSize(1);
    }

    @Test
    void everyKindHasANameAMeaningAndANextStep() {
        assertThat(Warning.kinds())
                .hasSize(Warning.class.getPermittedSubclasses().length)
                .doesNotHaveDuplicates()
                .contains("disk-filling", "disk-nearly-full", "backup-late", "feed-stale", "feed-drifting");
    }

    @Test
    void aDiskIsWarnedOfAt80AndAt95Percent() throws Exception {
        TmpfsDisk.obstacle().ifPresent(Assumptions::abort);
        try (var disk = TmpfsDisk.create(10)) {
            var gauge = new DiskGauge(new Folders(disk.root(), disk.root()));
            fill(disk, 7_500);
            assertThat(gauge.look()).isEmpty();
            fill(disk, 8_400);
            assertThat(gauge.look()).singleElement().isInstanceOf(Warning.DiskFilling.class);
            fill(disk, 9_800);
            assertThat(gauge.look())
                    .as("one disk of two folders is told once")
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Warning.DiskNearlyFull.class,
                            full -> assertThat(full.text()).startsWith("the disk of the data folder is 96 % full"));
            assertThat(new DiskGauge(new Folders(folder, disk.root()))
                            .look().stream().map(Warning::about))
                    .contains("run");
        }
    }

    private static void fill(TmpfsDisk disk, int kilobytes) throws IOException {
        Files.write(disk.root().resolve("filler"), new byte[kilobytes << 10]);
    }

    @Test
    void openFilesAreWarnedOfNearTheLimit() throws IOException {
        var gauge = new DescriptorGauge(folder);
        assertThat(gauge.look()).as("a system without /proc").isEmpty();
        Files.writeString(folder.resolve("limits"), """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            10                   4096                 files
                """);
        var open = Files.createDirectory(folder.resolve("fd"));
        for (int i = 0; i < 7; i++) {
            Files.createFile(open.resolve("" + i));
        }
        assertThat(gauge.look()).isEmpty();
        Files.createFile(open.resolve("7"));
        assertThat(gauge.look()).containsExactly(new Warning.DescriptorsScarce(8, 10));
        assertThat(new DescriptorGauge(Path.of("/proc/self")).look())
                .as("this very process")
                .isEmpty();
    }

    @Test
    void aBackupThatIsMissedOrFailsIsWarnedOf() throws Exception {
        try (var database = TestDatabase.open(folder, clock())) {
            var backups = new BackupStore(
                    folder.resolve("backups"), Optional.empty(), clock(), BackupStore.Retention.DEFAULT);
            var gauge = new BackupGauge(backups, database, clock());
            assertThat(gauge.look()).as("the first one is being made").isEmpty();
            later(Duration.ofHours(3));
            try (var other = TestDatabase.open(Files.createDirectory(folder.resolve("other")), clock())) {
                backups.make(other);
            }
            assertThat(gauge.look())
                    .as("a backup of other data is none")
                    .containsExactly(new Warning.BackupLate(Optional.empty()));
            backups.make(database);
            assertThat(gauge.look()).isEmpty();
            later(Duration.ofHours(25));
            assertThat(gauge.look()).isEmpty();
            later(Duration.ofHours(2));
            assertThat(gauge.look())
                    .containsExactly(new Warning.BackupLate(Optional.of(BEGIN.plus(Duration.ofHours(3)))));
            var aside = Files.move(folder.resolve("backups"), folder.resolve("aside"));
            Files.createFile(folder.resolve("backups"));
            assertThat(gauge.look())
                    .as("nothing can be made where a file is in the place of the folder")
                    .singleElement()
                    .isInstanceOf(Warning.BackupFailed.class);
            assertThatThrownBy(() -> backups.make(database)).isInstanceOf(BackupFailedException.class);
            Files.delete(folder.resolve("backups"));
            Files.move(aside, folder.resolve("backups"));
            assertThat(gauge.look().stream().map(Warning::kind)).containsExactly("backup-failed", "backup-late");
            backups.make(database);
            assertThat(gauge.look()).isEmpty();
        }
    }

    @Test
    void aLongWalIsWarnedOf() throws Exception {
        try (var database = TestDatabase.open(folder)) {
            var gauge = new WalGauge(database);
            assertThat(gauge.look()).isEmpty();
            try (var wal = new RandomAccessFile(database.copy(Role.STANDBY).file() + "-wal", "rw")) {
                long before = wal.length();
                wal.setLength(65L << 20);
                assertThat(gauge.look()).containsExactly(new Warning.WalLong(Role.STANDBY, 65L << 20));
                wal.setLength(before);
            }
        }
    }

    @Test
    void anEditByHandIsWarnedOf() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        try (var database = TestDatabase.open(folder)) {
            database.write(tx -> {
                tx.put(Table.of("numbers", "year", "last"), 1, 1);
                return true;
            });
            var gauge = new EditGauge(database);
            assertThat(gauge.look()).isEmpty();
            Sqlite3.run(folder.resolve("kamiyo.db"), "PRAGMA busy_timeout = 5000; UPDATE numbers SET last = 7;");
            Waiting.until(() -> gauge.look().equals(List.of(new Warning.EditsWaiting(1))));
        }
    }
}
