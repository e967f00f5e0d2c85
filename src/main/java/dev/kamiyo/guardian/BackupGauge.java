package dev.kamiyo.guardian;

import dev.kamiyo.backup.Backup;
import dev.kamiyo.backup.BackupSchedule;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether the newest backup is as young as it should be, and whether the last attempt succeeded.
final class BackupGauge implements Gauge {
    /// How much longer than planned a backup may take before it counts as missed.
    private static final Duration GRACE = Duration.ofHours(2);

    private final BackupStore backups;
    private final Database database;
    private final Clock clock;
    private final Instant began;

    BackupGauge(BackupStore backups, Database database, Clock clock) {
        this.backups = backups;
        this.database = database;
        this.clock = clock;
        this.began = clock.instant();
    }

    @Override
    public List<Warning> look() {
        var found = new ArrayList<Warning>();
        backups.failure().map(Warning.BackupFailed::new).ifPresent(found::add);
        Optional<Instant> newest;
        try {
            newest = backups.own(database.head().store()).stream().findFirst().map(Backup::madeAt);
        } catch (IOException e) {
            // Without its folder no backup is made, and nobody else would tell of it.
            return List.of(new Warning.BackupFailed("the folder of the backups cannot be read: " + e.getMessage()));
        }
        var limit = clock.instant().minus(GRACE);
        boolean late = newest.map(at -> at.isBefore(limit.minus(BackupSchedule.Due.DEFAULT.every())))
                .orElse(began.isBefore(limit)); // the first one follows the first start
        if (late) {
            found.add(new Warning.BackupLate(newest));
        }
        return found;
    }
}
