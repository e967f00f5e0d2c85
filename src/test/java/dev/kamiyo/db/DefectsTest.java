package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.journal.JournalScan;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What stays right when something fails that should not, and when somebody gets past the triggers.
@Timeout(60)
final class DefectsTest {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");

    @TempDir
    private Path folder = Path.of("");

    private static void put(Database database, long key, long value) {
        database.write(tx -> {
            tx.put(NUMBERS, key, value);
            return tx.seq();
        });
    }

    private static long last(Database database) {
        return database.read(reader -> reader.number("SELECT last FROM numbers WHERE year = 1"));
    }

    private void deleteJournal() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /// Commits behind the triggers' back, as one who knows how could.
    private static void forge(Path file) throws Exception {
        try (var connection = Connections.writer(file, Role.PRIMARY);
                var statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.executeUpdate("UPDATE head SET writing = 1");
            statement.executeUpdate("UPDATE numbers SET last = 666 WHERE year = 1");
            statement.executeUpdate("UPDATE head SET writing = 0");
            statement.execute("COMMIT");
        }
    }

    @Test
    void aCommandIsNotRunAgainOnceTheJournalHasIt() throws Exception {
        var failing = new Watcher() {
            @Override
            public void handEdit(Path saved, int rows) {}

            @Override
            public void journalHurt(String what) {
                throw new IllegalStateException("the schedule of backups is closed");
            }

            @Override
            public void journalHarmed(String what) {}

            @Override
            public void startedWith(String finding) {}
        };
        try (var database = TestDatabase.open(folder, Clock.systemUTC(), failing)) {
            put(database, 1, 0);
            deleteJournal();
            var runs = new AtomicInteger();
            assertThatThrownBy(() -> database.write(tx -> {
                        runs.incrementAndGet();
                        tx.put(NUMBERS, 1L, 1 + tx.number("SELECT last FROM numbers WHERE year = 1"));
                        return tx.seq();
                    }))
                    .isInstanceOfSatisfying(
                            DbFaultException.class,
                            unknown -> assertThat(unknown.isUnknown()).isTrue());
            assertThat(runs).hasValue(1);
            assertThat(last(database)).isEqualTo(1);
        }
    }

    @Test
    void aCopyThatIsOutForItsContentIsLookedAtByTheNextStart() throws Exception {
        try (var database = TestDatabase.open(folder)) {
            put(database, 1, 7);
            forge(database.file());
            database.tryToWrite();
            Waiting.until(() -> !database.copy(Role.PRIMARY).inService());
        }
        try (var database = Database.open(TestDatabase.folders(folder), Clock.systemUTC(), Bases.NONE, Watcher.NONE)) {
            assertThat(last(database)).isEqualTo(7);
        }
    }

    @Test
    void whatSomebodyCommitsBehindALockIsNotTakenIn() throws Exception {
        try (var database = TestDatabase.open(folder)) {
            put(database, 1, 7);
            try (var connection = Connections.writer(database.file(), Role.PRIMARY);
                    var statement = connection.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                statement.executeUpdate("UPDATE head SET writing = 1");
                statement.executeUpdate("UPDATE numbers SET last = 666 WHERE year = 1");
                statement.executeUpdate("UPDATE head SET writing = 0");
                put(database, 2, 1);
                assertThat(database.copy(Role.PRIMARY).inService()).isFalse();
                statement.execute("COMMIT");
            }
            assertThatThrownBy(() -> database.catchUp(Role.PRIMARY)).isInstanceOf(DbFaultException.class);
            assertThat(last(database)).isEqualTo(7);
        }
    }

    @Test
    void anErrorInAQueryLeavesItsReaderUsable() throws Exception {
        try (var database = TestDatabase.open(folder)) {
            put(database, 1, 7);
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> database.read(reader -> {
                            reader.number("SELECT count(*) FROM numbers");
                            throw new StackOverflowError();
                        }))
                        .isInstanceOf(StackOverflowError.class);
            }
            for (int i = 0; i < 40; i++) {
                assertThat(last(database)).isEqualTo(7);
            }
        }
    }

    @Test
    void anErrorBetweenGroupsDoesNotEndTheWriter() throws Exception {
        try (var database = TestDatabase.open(folder)) {
            put(database, 1, 7);
            var copy = folder.resolve("copy.db");
            database.copyTo(copy);
            Connections.single(copy);
            var draft = folder.resolve("draft.db");
            var target = database.build(copy, database.head().seq(), draft);
            assertThatThrownBy(() -> database.restore(draft, target, _ -> {
                        throw new OutOfMemoryError("made up");
                    }))
                    .isInstanceOf(OutOfMemoryError.class);
            put(database, 1, 8);
            assertThat(last(database)).isEqualTo(8);
        }
    }

    @Test
    void whereTheStandbyIsGoneTheCopyIsOfThePrimary() throws Exception {
        try (var database = TestDatabase.open(folder)) {
            put(database, 1, 7);
            Files.delete(database.copy(Role.STANDBY).file());
            var copy = folder.resolve("copy.db");
            database.copyTo(copy);
            assertThat(Inspection.of(copy)).isInstanceOf(Inspection.Sound.class);
        }
    }

    @Test
    void whatAnAttemptLeftThatDiedIsNoHindrance() throws Exception {
        try (var database = TestDatabase.open(folder)) {
            put(database, 1, 7);
        }
        for (var file : Stream.of("kamiyo.db", "run/standby.db")
                .flatMap(name -> Quarantine.parts(folder.resolve(name)).stream())
                .toList()) {
            Files.deleteIfExists(file);
        }
        try (var left = Connections.create(folder.resolve("kamiyo.db.tmp"))) {
            Migrations.create(
                    left, JournalScan.of(folder.resolve("journal")).segments().getFirst());
        }
        try (var database = Database.open(TestDatabase.folders(folder), Clock.systemUTC(), Bases.NONE, Watcher.NONE)) {
            assertThat(last(database)).isEqualTo(7);
        }
    }
}
