package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Role;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.Load;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/// What somebody does to the files of a busy database, and that everything comes back by itself.
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
final class GuardianTest {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");
    private static final Table SOURCES = Table.of("sources", "name", "validators", "location", "fetched_at");

    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private Path file = Path.of("");
    private Database database;
    private Guardian guardian;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("kamiyo.db");
        database = TestDatabase.open(folder);
        InstantSource time = () -> Instant.now().plus(ahead.get());
        guardian = new Guardian(database, time.withZone(ZoneOffset.UTC), List::of, IncidentListener.NONE);
        lines.list = new CopyOnWriteArrayList<>(); // the guardians of tests beside this one write to it as well
        lines.start();
        ((Logger) LoggerFactory.getLogger("guardian")).addAppender(lines);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger("guardian")).detachAppender(lines);
        guardian.close();
        database.close();
    }

    /// What is done to a file with ordinary commands.
    enum Deed {
        DELETED("rm FILE"),
        ALL_DELETED("rm FILE FILE-wal FILE-shm"),
        MOVED_AWAY("mv FILE FILE.away"),
        OLD_BACKUP_COPIED_OVER("cp OLD FILE"),
        OLD_BACKUP_MOVED_OVER("cp OLD FILE.new && mv FILE.new FILE"),
        EMPTIED("truncate -s 0 FILE"),
        CUT("truncate -s 8192 FILE"),
        HEADER_OVERWRITTEN("head -c 100 /dev/urandom | dd of=FILE bs=100 conv=notrunc status=none"),
        PAGE_OVERWRITTEN("head -c 4096 /dev/urandom | dd of=FILE bs=4096 seek=3 conv=notrunc status=none"),
        OVERWRITTEN("head -c 40000 /dev/urandom | dd of=FILE conv=notrunc status=none"),
        WAL_DELETED("rm FILE-wal"),
        WAL_EMPTIED("truncate -s 0 FILE-wal"),
        WAL_OVERWRITTEN("head -c 65536 /dev/urandom | dd of=FILE-wal bs=4096 seek=1 conv=notrunc status=none"),
        MODE_CHANGED("chmod 400 FILE; chmod 644 FILE"),
        WAL_MOVED_BY_ANOTHER("sqlite3 FILE 'PRAGMA wal_checkpoint(TRUNCATE)'");

        private final String command;

        Deed(String command) {
            this.command = command;
        }
    }

    @ParameterizedTest
    @EnumSource(Deed.class)
    void thePrimaryComesBackByItself(Deed deed) throws Exception {
        comesBack(Role.PRIMARY, deed);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DELETED", "OLD_BACKUP_COPIED_OVER", "EMPTIED", "HEADER_OVERWRITTEN"},
            value = Deed.class)
    void theStandbyComesBackByItself(Deed deed) throws Exception {
        comesBack(Role.STANDBY, deed);
    }

    private void comesBack(Role role, Deed deed) throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        database.copyTo(folder.resolve("old.db"));
        var target = database.copy(role).file();
        try (var load = new Load(database)) {
            load.goesOn();
            shell(deed.command
                    .replace("FILE", target.toString())
                    .replace("OLD", folder.resolve("old.db").toString()));
            load.goesOn();
            Waiting.until(this::isWell);
            load.goesOn();
            load.end();
            assertThat(load.wrong()).isEmpty();
            Waiting.until(this::isWell);
            hasAll(load);
        }
    }

    /// The quiet case: nobody writes, all is in the file, and what is put over it is a sound backup.
    @Test
    void anOldBackupPutOverAFileAtRestIsNotTakenForTheData() throws Exception {
        put(1, 1);
        database.copyTo(folder.resolve("old.db"));
        put(1, 2);
        database.settle();
        shell("cp " + folder.resolve("old.db") + " " + file);
        Waiting.until(() -> somethingWasSaved() && isWell());
        assertThat(last(1)).isEqualTo(2);
        assertThat(sound(Role.PRIMARY).head()).isEqualTo(database.head());
        assertThat(sound(Role.PRIMARY).tables()).isEqualTo(sound(Role.STANDBY).tables());
    }

    @Test
    void aCopyOfTheSameDataInAnotherOrderIsHealed() throws Exception {
        for (int i = 0; i < 500; i++) {
            int n = i;
            var _ = database.submit(tx -> {
                tx.put(SOURCES, "s" + n * 7919 % 500, "x".repeat(300), null, null);
                return true;
            });
        }
        put(1, 1);
        database.settle();
        database.copyTo(folder.resolve("same.db"));
        shell("cp " + folder.resolve("same.db") + " " + file);
        for (int i = 2; i < 300; i++) {
            put(i, i);
        }
        Waiting.until(this::isWell);
        put(1, 2);
        assertThat(sound(Role.PRIMARY).tables()).isEqualTo(sound(Role.STANDBY).tables());
        assertThat(database.<Long>read(reader -> reader.number("SELECT count(*) FROM numbers")))
                .isEqualTo(299);
    }

    private boolean somethingWasSaved() {
        return Files.exists(database.folders().quarantine());
    }

    private boolean isWell() {
        return Stream.of(Role.values())
                .allMatch(
                        role -> database.copy(role).inService() && database.inspect(role) instanceof Inspection.Sound);
    }

    private void hasAll(Load load) {
        for (var role : Role.values()) {
            assertThat(sound(role).head()).isEqualTo(database.head());
        }
        assertThat(sound(Role.PRIMARY).tables()).isEqualTo(sound(Role.STANDBY).tables());
        load.acknowledged()
                .forEach((key, value) -> assertThat(last(key)).as("row %d", key).isEqualTo(value));
    }

    private Inspection.Sound sound(Role role) {
        assertThat(database.inspect(role)).isInstanceOf(Inspection.Sound.class);
        return (Inspection.Sound) database.inspect(role);
    }

    private void put(long key, long value) {
        database.write(tx -> {
            tx.put(NUMBERS, key, value);
            return true;
        });
    }

    private long last(long key) {
        return database.read(reader -> reader.number("SELECT last FROM numbers WHERE year = ?", key));
    }

    @Test
    void aFaultIsToldAtOnceAndThenOnceAMinuteAndItsEndOnce() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        put(1, 1);
        try (var _ = Sqlite3.holding(file, "BEGIN EXCLUSIVE;")) {
            Waiting.until(() -> told("(code 5)") == 1);
            assertThat(guardian.fault()).isPresent();
            put(2, 2);
            Waiting.until(() -> !database.copy(Role.PRIMARY).inService());
            ahead.set(Duration.ofSeconds(61));
            Waiting.until(() -> told("(code 5)") == 2);
            put(3, 3);
        }
        Waiting.until(() -> told("can be used again") == 1);
        assertThat(told("(code")).isEqualTo(2);
        assertThat(last(3)).isEqualTo(3);
    }

    @Test
    void aHealthyBusyDatabaseGivesNoAlarm() throws Exception {
        try (var load = new Load(database)) {
            for (int i = 0; i < 40; i++) {
                load.goesOn();
                put(i, i);
                database.settle();
            }
            load.end();
            assertThat(load.wrong()).isEmpty();
            assertThat(load.refused()).isEmpty();
        }
        assertThat(told("it is not the one")).isZero();
        assertThat(told("malformed")).isZero();
        assertThat(somethingWasSaved()).isFalse();
    }

    private long told(String words) {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getFormattedMessage().contains(words))
                .filter(line -> line.getFormattedMessage().contains(folder.toString()))
                .count();
    }

    private static void shell(String command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor())
                .as(command)
                .isZero();
    }
}
