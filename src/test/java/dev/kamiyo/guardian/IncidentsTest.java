package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.BackupStore.Retention;
import dev.kamiyo.db.Bases;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Folders;
import dev.kamiyo.db.Role;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.Load;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// That each fault leaves exactly one incident, closed, with a report that names it.
@Timeout(60)
final class IncidentsTest {
    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private Path file = Path.of("");
    private Database database;
    private Guardian guardian;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("kamiyo.db");
        database = TestDatabase.open(folder);
        guardian = guardian();
    }

    private Guardian guardian() {
        InstantSource time = () -> Instant.now().plus(ahead.get());
        return new Guardian(
                database, time.withZone(ZoneOffset.UTC), () -> List.of("a line of the log"), IncidentListener.NONE);
    }

    @AfterEach
    void stop() {
        guardian.close();
        database.close();
    }

    /// From the moment that another process has the lock; the guardian itself tries to write.
    @Test
    void aLockThatLastsIsAnIncidentWithinTwoSecondsThoughNobodyWrites() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        try (var _ = Sqlite3.holding(file, "BEGIN EXCLUSIVE;")) {
            Waiting.within(Duration.ofSeconds(2), () -> guardian.incident().isPresent());
            assertThat(guardian.incident().orElseThrow().id()).endsWith("-locked");
        }
        closes();
        assertThat(guardian.incidents()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            missing      | rm FILE
            moved        | cp FILE FILE.new && mv FILE.new FILE
            wal-lost     | rm FILE-wal
            truncated    | truncate -s 8192 FILE
            """)
    void aFaultIsOneIncidentAndEndsClosed(String name, String command) throws Exception {
        try (var load = new Load(database)) {
            load.goesOn();
            shell(command.replace("FILE", file.toString()));
            Waiting.until(() -> guardian.incident().isPresent());
            closes();
            load.goesOn();
            load.end();
            assertThat(load.wrong()).isEmpty();
        }
        assertThat(guardian.incidents()).hasSize(1);
        var incident = guardian.incidents().getFirst();
        var report = incident.report();
        assertThat(report.path("symptoms").path(0).path("name").asString("")).isEqualTo(name);
        assertThat(report.path("recovery")).isNotEmpty();
        assertThat(report.path("root_cause")).isNotEmpty();
        assertThat(report.path("reads_failed").asLong(-1)).isZero();
        assertThat(report.path("writes_lost").asLong(-1)).isZero();
        var place = folder.resolve("incidents").resolve(incident.id());
        assertThat(place.resolve("log.txt")).content().contains("a line of the log");
        assertThat(place.resolve("files.txt")).content().contains("kamiyo.db");
        assertThat(place.resolve("report.md")).content().contains("## Which recovery option worked?");
        assertThat(place.resolve("report.json")).exists();
    }

    @Test
    void aFileAtRestThatIsWrittenOverIsOneIncident() throws Exception {
        shell("head -c 100 /dev/urandom | dd of=" + file + " conv=notrunc status=none");
        closes();
        assertThat(guardian.incidents()).hasSize(1);
        assertThat(guardian.incidents().getFirst().report().path("recovery")).isNotEmpty();
    }

    @Test
    void aDeletedFileIsMissingAlsoWhereACheckpointSeesItFirst() throws Exception {
        Files.delete(file);
        database.settle();
        closes();
        assertThat(guardian.incidents().getFirst().id()).endsWith("-missing");
    }

    @Test
    void aLockNamesItsHolderAndOneOfAMomentIsNoIncident() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        try (var _ = Sqlite3.holding(file, "BEGIN EXCLUSIVE;")) {
            Waiting.until(() -> !database.copy(Role.PRIMARY).inService());
            assertThat(guardian.incident()).isEmpty();
            Waiting.until(() -> guardian.incident().isPresent());
            if (Files.isReadable(Path.of("/proc/locks"))) {
                assertThat(guardian.incident().orElseThrow().trigger())
                        .contains("by process", "(sqlite3)")
                        .doesNotContain(file.toString());
            }
        }
        closes();
        assertThat(guardian.incidents()).hasSize(1);
    }

    @Test
    void whatLastsIsEscalatedAndGoesOnAfterARestart() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        try (var _ = Sqlite3.holding(file, "BEGIN EXCLUSIVE;")) {
            Waiting.until(() -> guardian.incident().isPresent());
            ahead.set(Duration.ofMinutes(16));
            Waiting.until(() -> guardian.incidents().getFirst().level() == 2);
            var id = guardian.incidents().getFirst().id();
            var bundle = folder.resolve("incidents").resolve(id).resolve("bundle");
            Waiting.until(() -> Files.exists(bundle.resolve("report.md")));
            guardian.close();
            guardian = guardian();
            assertThat(guardian.incident()).isPresent();
        }
        closes();
        assertThat(guardian.incidents()).hasSize(1);
        assertThat(new IncidentFolder(new Folders(folder, folder.resolve("run"))).newestFirst())
                .hasSize(1);
    }

    /// Whoever met it first, and however short: what was lost, and that nobody was there to be told.
    @Test
    void whatAStartCouldNotBringBackIsAnIncidentThatEndsClosed() throws Exception {
        var backups =
                new BackupStore(folder.resolve("backups"), Optional.empty(), Clock.systemUTC(), Retention.DEFAULT);
        var backup = backups.make(database);
        guardian.close();
        database.close();
        shell("rm -rf " + folder + "/journal " + file + "* " + folder + "/run/*");
        database = Database.open(TestDatabase.folders(folder), Clock.systemUTC(), backups, Watcher.NONE);
        guardian = guardian();
        assertThat(guardian.incident()).isPresent();
        guardian.close();
        guardian = guardian(); // a verb that ends soon leaves it to the next start
        closes();
        var report = guardian.incidents().getFirst().report();
        assertThat(report.path("symptoms").path(0).path("name").asString("")).isEqualTo("lost");
        assertThat(report.path("trigger").asString(""))
                .contains("after write " + backup.head().seq(), "is lost");
        assertThat(report.path("recovery").toString()).contains(backup.file().toString());
        assertThat(report.path("writes_lost").isNull())
                .as("how many is not known")
                .isTrue();
        assertThat(guardian.incidents().getFirst().markdown()).contains("paged: nobody");
    }

    /// Nothing is written until a person has made it readable: somebody must be told, though nobody tries to write.
    @Test
    void aJournalThatAStartCannotReadIsAnIncidentUntilItCan() throws Exception {
        guardian.close();
        database.write(tx -> {
            tx.put(Table.of("numbers", "year", "last"), 1L, 1L);
            return true;
        });
        var killed = folder.resolve("killed");
        shell("mkdir " + killed + " && cp -r " + file + "* " + folder + "/run " + folder + "/journal " + killed);
        database.close();
        shell("cp -r " + killed + "/. " + folder);
        var last = folder.resolve("journal").resolve("000002.ndjson");
        Files.createDirectory(last);
        database = Database.open(TestDatabase.folders(folder), Clock.systemUTC(), Bases.NONE, Watcher.NONE);
        guardian = guardian();
        Waiting.until(() -> guardian.incident().isPresent());
        ahead.set(Duration.ofHours(1));
        assertThat(guardian.incident().orElseThrow().trigger()).contains(last + " cannot be read: Is a directory");
        guardian.close();
        database.close();
        Files.delete(last);
        database = TestDatabase.open(folder);
        guardian = guardian();
        closes();
        assertThat(guardian.incidents()).hasSize(1);
    }

    @Test
    void twoFaultsAtOnceAreOneIncident() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        try (var _ = Sqlite3.holding(file, "BEGIN EXCLUSIVE;")) {
            Waiting.until(() -> guardian.incident().isPresent());
            Files.delete(database.folders().standby());
            Waiting.until(
                    () -> guardian.incident().orElseThrow().report().toString().contains("standby: "));
        }
        closes();
        assertThat(guardian.incidents()).hasSize(1);
    }

    @Test
    void anIncidentIsKeptInTheRunFolderWhileTheDataFolderRefuses() throws Exception {
        Files.move(folder.resolve("incidents"), folder.resolve("aside"));
        Files.writeString(folder.resolve("incidents"), "a file in the place of the folder");
        Files.delete(file);
        closes();
        assertThat(folder.resolve("run").resolve("incidents")).isNotEmptyDirectory();
    }

    @Test
    void anOpenIncidentIsListedThoughItCanBeWrittenNowhere() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        for (var place : List.of(folder, folder.resolve("run"))) {
            if (Files.exists(place.resolve("incidents"))) {
                Files.move(place.resolve("incidents"), place.resolve("aside"));
            }
            Files.writeString(place.resolve("incidents"), "a file in the place of the folder");
        }
        try (var _ = Sqlite3.holding(file, "BEGIN EXCLUSIVE;")) {
            Waiting.until(() -> guardian.incident().isPresent());
            assertThat(guardian.incidents()).hasSize(1);
            assertThat(guardian.history().days().getLast().state()).isEqualTo(Day.State.DEGRADED);
        }
        Waiting.until(() -> guardian.incident().isEmpty());
    }

    @Test
    void theHolderOfALockIsTheOtherProcess() {
        var locks = List.of(
                "1: POSIX  ADVISORY  READ 77 08:01:41 124 124",
                "2: POSIX  ADVISORY  WRITE 78 08:01:99 120 120",
                "3: POSIX  ADVISORY  WRITE 1 08:01:41 123 123",
                "4: POSIX  ADVISORY  WRITE 79 08:01:41 120 120");
        assertThat(LockHolder.in(locks, List.of("40", "41"), 1)).containsExactly(79L);
        assertThat(LockHolder.in(locks, List.of("42"), 1)).isEmpty();
    }

    private void closes() throws Exception {
        Waiting.until(() -> !guardian.incidents().isEmpty()
                && guardian.incidents().getFirst().closedAt().isPresent());
        Waiting.until(() -> guardian.incident().isEmpty());
    }

    private static void shell(String command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor())
                .as(command)
                .isZero();
    }
}
