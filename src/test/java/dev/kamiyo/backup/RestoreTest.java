package dev.kamiyo.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Role;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Going back, held against a plain model of what there was at each write.
final class RestoreTest {
    private static final Table SOURCES = Table.of("sources", "name", "validators", "location", "fetched_at");
    private static final Table NUMBERS = Table.of("numbers", "year", "last");

    @TempDir
    private Path folder = Path.of("");

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Map<String, String> model = new TreeMap<>();
    private final List<Map<String, String>> states = new ArrayList<>();
    private BackupStore backups;
    private Database database;
    private Restore restore;

    @BeforeEach
    void open() throws IOException {
        var clock = Clock.systemUTC();
        backups = new BackupStore(
                folder.resolve("backups"),
                Optional.of(folder.resolve("elsewhere")),
                clock,
                new BackupStore.Retention(20, Duration.ofDays(1)));
        Files.createDirectories(TestDatabase.folders(folder).run());
        database = Database.open(TestDatabase.folders(folder), clock, backups, Watcher.NONE);
        database.healAnew(Role.STANDBY);
        restore = new Restore(backups, database);
        states.add(new TreeMap<>());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void write() {
        var name = "s" + random.nextInt(50);
        if (random.nextInt(4) == 0 && model.containsKey(name)) {
            model.remove(name);
            database.write(tx -> {
                tx.delete(SOURCES, name);
                return true;
            });
        } else {
            var value = Long.toHexString(random.nextLong());
            model.put(name, value);
            database.write(tx -> {
                tx.put(SOURCES, name, value, null, null);
                return true;
            });
        }
        states.add(new TreeMap<>(model));
    }

    private Map<String, String> now() {
        var found = new TreeMap<String, String>();
        database.<List<Map.Entry<String, String>>>read(reader -> reader.list(
                        "SELECT name, validators FROM sources", row -> Map.entry(row.getString(1), row.getString(2))))
                .forEach(row -> found.put(row.getKey(), row.getValue()));
        return found;
    }

    private void assertBothSound() {
        assertThat(database.inspect(Role.PRIMARY))
                .isInstanceOf(Inspection.Sound.class)
                .isEqualTo(database.inspect(Role.STANDBY));
        database.copies().forEach(copy -> assertThat(copy.inService()).isTrue());
    }

    @Test
    void anySingleWriteCanBeGoneBackTo() throws Exception {
        for (int i = 1; i <= 400; i++) {
            write();
            if (i % 150 == 0) {
                backups.make(database);
            }
        }
        backups.make(database);
        for (int i = 0; i < 6; i++) {
            int to = 150 + random.nextInt(250);
            var outcome = restore.run(Optional.empty(), Optional.of(String.valueOf(to)), false, _ -> {});
            assertThat(now()).as("seed %d, write %d", seed, to).isEqualTo(states.get(to));
            assertThat(outcome.target().seq()).isEqualTo(to);
            assertThat(database.seq()).as("only grows").isEqualTo(401L + i);
            assertBothSound();
        }
        assertThat(database.verifyJournal().harm()).isEmpty();
        assertThat(database.verifyJournal().runs()).hasSize(1);
    }

    @Test
    void aDryRunTellsTheRowsAndChangesNothing() throws Exception {
        write();
        backups.make(database);
        for (int i = 0; i < 30; i++) {
            write();
        }
        var before = now();
        var outcome = restore.run(Optional.empty(), Optional.of("1"), true, _ -> {});
        var sources = outcome.differences().getFirst();
        assertThat(sources.table()).isEqualTo("sources");
        assertThat(sources.lost())
                .isEqualTo(before.keySet().stream()
                        .filter(k -> !states.get(1).containsKey(k))
                        .count());
        assertThat(now()).isEqualTo(before);
        assertThat(database.seq()).isEqualTo(31);
        try (var files = Files.list(folder.resolve("backups"))) {
            assertThat(files.filter(f -> f.toString().contains(".restore"))).isEmpty();
        }
    }

    @Test
    void numbersThatWereGivenAreNotTakenBack() throws Exception {
        database.write(tx -> {
            tx.put(NUMBERS, 2026L, 1L);
            return true;
        });
        backups.make(database);
        database.write(tx -> {
            tx.put(NUMBERS, 2026L, 2L);
            return true;
        });
        restore.run(Optional.empty(), Optional.of("1"), false, _ -> {});
        assertThat(database.<Long>read(reader -> reader.number("SELECT last FROM numbers WHERE year = 2026")))
                .isEqualTo(2);
        assertBothSound();
    }

    @Test
    void whatWasTakenAwaySinceStaysAwayFromATableThatIsKept() throws Exception {
        database.write(tx -> {
            tx.put(NUMBERS, 2025L, 1L);
            tx.put(NUMBERS, 2026L, 1L);
            return true;
        });
        backups.make(database);
        database.write(tx -> {
            tx.delete(NUMBERS, 2025L);
            return true;
        });
        restore.run(Optional.empty(), Optional.of("1"), false, _ -> {});
        assertThat(database.<List<Long>>read(reader -> reader.list("SELECT year FROM numbers", row -> row.getLong(1))))
                .containsExactly(2026L);
        assertBothSound();
    }

    private static Instant timeBetweenWrites() {
        var between = Instant.now(Clock.systemUTC());
        while (!Instant.now(Clock.systemUTC()).isAfter(between.plusMillis(2))) {
            Thread.onSpinWait();
        }
        return between;
    }

    @Test
    void aTimeIsTheLastWriteUpToIt() throws Exception {
        write();
        backups.make(database);
        write();
        var between = timeBetweenWrites();
        write();
        var outcome = restore.run(Optional.empty(), Optional.of(between.toString()), true, _ -> {});
        assertThat(outcome.target().seq()).isEqualTo(2);
    }

    @Test
    void aTimeWhoseWritesCannotBeReadIsNotTakenForAnEarlierOne() throws Exception {
        for (int i = 0; i < 3; i++) {
            write();
            database.close();
            open(); // each start begins a file
        }
        backups.make(database);
        var last = timeBetweenWrites();
        write();
        for (int file = 3; file < 5; file++) {
            var hidden = folder.resolve("journal").resolve("00000" + file + ".ndjson");
            var away = Files.move(hidden, folder.resolve("away"));
            Files.createDirectory(hidden);
            assertRefused(Optional.empty(), Optional.of(last.toString()), "the journal does not tell which");
            Files.delete(hidden);
            Files.move(away, hidden);
        }
        var outcome = restore.run(Optional.empty(), Optional.of(last.toString()), true, _ -> {});
        assertThat(outcome.target().seq()).isEqualTo(3);
    }

    @Test
    void whatCannotBeGoneBackToIsNamed() throws Exception {
        write();
        var backup = backups.make(database);
        var other = Files.createDirectory(folder.resolve("other"));
        try (var stranger = TestDatabase.open(other)) {
            stranger.settle();
        }
        assertRefused(Optional.of(other.resolve("kamiyo.db")), Optional.empty(), "is of another store");
        assertRefused(Optional.empty(), Optional.of("7"), "write 7 is not there yet");
        assertRefused(Optional.empty(), Optional.of("yesterday"), "'yesterday' is neither");
        assertRefused(Optional.empty(), Optional.of("1999-01-01"), "does not reach back");
        Files.write(backup.file(), new byte[5_000]);
        assertRefused(Optional.of(backup.file()), Optional.empty(), "is not sound");
        assertRefused(Optional.empty(), Optional.of("1"), "no sound backup");
        assertThat(database.seq()).isEqualTo(1);
    }

    private void assertRefused(Optional<Path> from, Optional<String> to, String why) {
        assertThatThrownBy(() -> restore.run(from, to, false, _ -> {}))
                .isInstanceOf(BackupFailedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void theSecondFolderHasEachBackupAndIsCheckedThere() throws Exception {
        write();
        var first = backups.make(database);
        var copy = folder.resolve("elsewhere").resolve(first.file().getFileName());
        assertThat(copy).hasSameBinaryContentAs(first.file());
        assertThat(backups.ownSecond(first.head().store()))
                .singleElement()
                .satisfies(backup -> assertThat(backups.verify(backup)).isEmpty());
        assertThat(folder.resolve("elsewhere/kamiyo_latest.db").toRealPath()).isEqualTo(copy.toRealPath());
    }
}
