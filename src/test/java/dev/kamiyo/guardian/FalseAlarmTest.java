package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.testing.Load;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What happens on every healthy day, many days' worth of it at once, is no fault.
@Timeout(120)
final class FalseAlarmTest {
    private static final Duration LONG = Duration.ofSeconds(15);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void loadBackupsCheckpointsAndPeopleWhoLookOpenNoIncident() throws Exception {
        var backups = new BackupStore(
                folder.resolve("backups"),
                Optional.empty(),
                Clock.systemUTC(),
                new BackupStore.Retention(2, Duration.ofDays(1)));
        try (var database = TestDatabase.open(folder);
                var guardian = new Guardian(database, Clock.systemUTC(), List::of, IncidentListener.NONE);
                var load = new Load(database)) {
            boolean canLook = Sqlite3.isThere();
            int made = 0;
            for (long began = System.nanoTime(); System.nanoTime() - began < LONG.toNanos(); made++) {
                load.goesOn();
                database.settle();
                backups.make(database);
                if (canLook) {
                    assertThat(Sqlite3.run(database.file(), "PRAGMA integrity_check;"))
                            .isEqualTo("ok");
                    Sqlite3.run(database.file(), ".timeout 1000\nBEGIN IMMEDIATE; ROLLBACK;");
                }
            }
            load.end();
            assertThat(made).isGreaterThan(3);
            assertThat(load.wrong()).isEmpty();
            assertThat(guardian.incidents()).isEmpty();
            Waiting.until(() -> database.copies().stream().allMatch(CopyStatus::inService));
            assertThat(database.folders().quarantine()).doesNotExist();
        }
    }
}
