package dev.kamiyo.backup;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Random writes, backups, restores, crashes and lost copies, held against a map in memory.
///
/// A crash goes on from what another process copied out of the open folder: what a kill would have left.
@Timeout(120)
final class ModelTest {
    private static final Table SOURCES = Table.of("sources", "name", "validators", "location", "fetched_at");
    private static final int STEPS = Integer.getInteger("kamiyo.model.steps", 250);

    @TempDir
    private Path root = Path.of("");

    private final long seed = Long.getLong("kamiyo.model.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    /// What there was at each write.
    private final List<Map<String, String>> states = new ArrayList<>(List.of(Map.of()));

    private Path folder = Path.of("");
    private int crashes;
    private BackupStore backups;
    private Database database;

    @BeforeEach
    void open() throws Exception {
        folder = Files.createDirectories(root.resolve("data"));
        reopen();
        backups.make(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void reopen() throws IOException {
        backups = new BackupStore(
                folder.resolve("backups"),
                Optional.empty(),
                Clock.systemUTC(),
                new BackupStore.Retention(50, Duration.ofDays(1)));
        Files.createDirectories(TestDatabase.folders(folder).run());
        database = Database.open(TestDatabase.folders(folder), Clock.systemUTC(), backups, Watcher.NONE);
        TestDatabase.bringBack(database);
    }

    @Test
    void theDataAreWhatAMapWouldHold() throws Exception {
        System.out.println("ModelTest seed " + seed);
        for (int i = 0; i < STEPS; i++) {
            int what = random.nextInt(100);
            if (what < 80) {
                write();
            } else if (what < 86) {
                backups.make(database);
            } else if (what < 90) {
                goBack();
            } else if (what < 94) {
                crash();
            } else if (what < 97) {
                database.close();
                reopen();
            } else {
                loseACopy();
            }
            assertThat(now()).as("seed %d, step %d", seed, i).isEqualTo(states.getLast());
            assertThat(database.seq()).as("seed %d, step %d", seed, i).isEqualTo(states.size() - 1L);
        }
        TestDatabase.bringBack(database);
        assertThat(database.inspect(Role.PRIMARY))
                .as("seed %d", seed)
                .isInstanceOf(Inspection.Sound.class)
                .isEqualTo(database.inspect(Role.STANDBY));
        assertThat(database.verifyJournal().harm()).as("seed %d", seed).isEmpty();
    }

    private void write() {
        var state = new TreeMap<>(states.getLast());
        var name = "s" + random.nextInt(40);
        if (random.nextInt(4) == 0 && state.containsKey(name)) {
            state.remove(name);
            database.write(tx -> {
                tx.delete(SOURCES, name);
                return true;
            });
        } else {
            var value = Long.toHexString(random.nextLong()).repeat(1 + random.nextInt(60));
            state.put(name, value);
            database.write(tx -> {
                tx.put(SOURCES, name, value, null, null);
                return true;
            });
        }
        states.add(state);
    }

    private void goBack() throws BackupFailedException {
        int to = random.nextInt(states.size());
        new Restore(backups, database).run(Optional.empty(), Optional.of(String.valueOf(to)), false, _ -> {});
        states.add(states.get(to));
    }

    private void crash() throws Exception {
        var next = root.resolve("data-" + ++crashes);
        shell("cp -a " + folder + " " + next);
        database.close();
        folder = next;
        reopen();
    }

    private void loseACopy() throws Exception {
        var role = random.nextInt(2) == 0 ? Role.PRIMARY : Role.STANDBY;
        var file = database.copy(role).file();
        shell("rm -f " + file + " " + file + "-wal " + file + "-shm");
        database.look();
        database.healAnew(role);
    }

    private Map<String, String> now() {
        var found = new TreeMap<String, String>();
        database.<List<Map.Entry<String, String>>>read(reader -> reader.list(
                        "SELECT name, validators FROM sources", row -> Map.entry(row.getString(1), row.getString(2))))
                .forEach(row -> found.put(row.getKey(), row.getValue()));
        return found;
    }

    private static void shell(String command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor())
                .as(command)
                .isZero();
    }
}
