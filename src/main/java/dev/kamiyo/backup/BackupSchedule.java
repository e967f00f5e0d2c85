package dev.kamiyo.backup;

import dev.kamiyo.db.Database;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a backup when the newest is older than a day, or there is none: so the first one follows the first start.
///
/// One that fails is tried again after ten minutes.
public final class BackupSchedule implements AutoCloseable {
    /// How old the newest backup may become.
    public static final Duration DAILY = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger("backup");
    private static final Duration LOOK = Duration.ofMinutes(10);

    private final BackupStore backups;
    private final Database database;
    private final Clock clock;
    private final Duration every;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("backup").daemon().factory());

    /// Starts looking.
    ///
    /// @param every the age at which a new one is due
    public BackupSchedule(BackupStore backups, Database database, Clock clock, Duration every) {
        this.backups = backups;
        this.database = database;
        this.clock = clock;
        this.every = every;
        var _ = thread.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            var newest = backups.list().stream().findFirst();
            var due = clock.instant().minus(every);
            if (newest.isEmpty() || !newest.get().madeAt().isAfter(due)) {
                var made = backups.make(database);
                log.info(
                        "backup {} made and verified: {} bytes, up to write {}", made.file(), made.bytes(), made.seq());
            }
        } catch (BackupFailedException | IOException e) {
            log.warn("{}; it is tried again in {} minutes", e.getMessage(), LOOK.toMinutes());
        } catch (RuntimeException e) {
            log.error("the backup schedule has a defect, please report it", e);
        }
    }

    /// Stops, after a backup that is under way.
    @Override
    public void close() {
        thread.close();
    }
}
