package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.db.Bases;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Folders;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Role;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.Load;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.TmpfsDisk;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two faults at the same time: readers notice neither, nothing acknowledged is lost, and it is one incident.
@Timeout(120)
final class TwoFaultsTest {
    private static final Table SOURCES = Table.of("sources", "name", "validators", "location", "fetched_at");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theStandbyComesBackThoughThePrimaryIsLocked(boolean lockedFirst) throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        try (var database = TestDatabase.open(folder);
                var guardian = watch(database);
                var load = new Load(database)) {
            load.goesOn();
            if (!lockedFirst) {
                delete(database.folders().standby());
            }
            try (var _ = Sqlite3.holding(database.file(), "BEGIN EXCLUSIVE;")) {
                if (lockedFirst) {
                    Waiting.until(() -> !database.copy(Role.PRIMARY).inService());
                    delete(database.folders().standby());
                }
                Waiting.until(() -> Files.exists(database.folders().standby())
                        && database.copy(Role.STANDBY).inService());
                load.goesOn();
                Waiting.until(() -> guardian.incident().isPresent());
                assertThat(database.copy(Role.PRIMARY).inService())
                        .as("the lock is still held")
                        .isFalse();
            }
            endsWell(database, guardian, load);
        }
    }

    /// With no room at all, and with room for a part of the new file.
    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void aPrimaryThatIsDeletedOnAFullDiskComesBackWhenThereIsRoom(long left) throws Exception {
        TmpfsDisk.obstacle().ifPresent(Assumptions::abort);
        var disk = TmpfsDisk.create(48);
        try (var database =
                        Database.open(new Folders(disk.root(), folder), Clock.systemUTC(), Bases.NONE, Watcher.NONE);
                var guardian = watch(database);
                var load = new Load(database)) {
            fill(database);
            Waiting.until(() -> database.copy(Role.STANDBY).inService());
            load.goesOn();
            disk.fill(left);
            delete(database.file());
            Waiting.until(() -> guardian.incident().stream()
                    .flatMap(incident -> incident.events().stream())
                    .anyMatch(event -> event.kind() == Event.Kind.FAILED));
            assertThat(database.copy(Role.PRIMARY).inService()).isFalse();
            disk.makeRoom();
            endsWell(database, guardian, load);
            assertThat(disk.root().resolve("kamiyo.db.tmp")).doesNotExist();
        } finally {
            takeAway(disk);
        }
    }

    private static void takeAway(TmpfsDisk disk) {
        try {
            disk.close();
        } catch (IOException _) {
            // it is busy: handles of a file that was replaced stay open, since closing one would delete the new -wal
        }
    }

    /// The file must need more room than a full disk leaves by chance.
    private static void fill(Database database) {
        for (int i = 0; i < 200; i++) {
            int n = i;
            var _ = database.submit(tx -> {
                tx.put(SOURCES, "s" + n, "x".repeat(10_000), null, null);
                return true;
            });
        }
        database.settle();
    }

    private static Guardian watch(Database database) {
        return new Guardian(database, Clock.systemUTC(), List::of, IncidentListener.NONE);
    }

    private static void delete(Path file) throws IOException {
        for (var part : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(file + part));
        }
    }

    private static void endsWell(Database database, Guardian guardian, Load load) throws Exception {
        Waiting.until(() -> isWell(database));
        load.goesOn();
        load.end();
        assertThat(load.wrong()).isEmpty();
        Waiting.until(() -> isWell(database) && guardian.incident().isEmpty());
        assertThat(guardian.incidents())
                .singleElement()
                .satisfies(incident -> assertThat(incident.closedAt()).isPresent());
        for (var role : Role.values()) {
            assertThat(database.inspect(role))
                    .isInstanceOfSatisfying(
                            Inspection.Sound.class,
                            sound -> assertThat(sound.head()).isEqualTo(database.head()));
        }
        load.acknowledged()
                .forEach((key, value) -> assertThat(database.<Long>read(
                                reader -> reader.number("SELECT last FROM numbers WHERE year = ?", key)))
                        .as("row %d", key)
                        .isGreaterThanOrEqualTo(value));
    }

    private static boolean isWell(Database database) {
        return Stream.of(Role.values())
                .allMatch(
                        role -> database.copy(role).inService() && database.inspect(role) instanceof Inspection.Sound);
    }
}
