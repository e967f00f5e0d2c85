package dev.kamiyo.backup;

import dev.kamiyo.db.Database;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a backup when the newest is older than a day or many writes, when there is none, and when one is asked
/// for: so the first one follows the first start.
///
/// One that fails is tried again after ten minutes.
public final class BackupSchedule implements AutoCloseable {
    /// When a backup is due.
    ///
    /// @param every how old the newest may become
    /// @param writes how many writes may follow the newest
    public record Due(Duration every, long writes) {
        /// A day, or 10,000 writes.
        public static final Due DEFAULT = new Due(Duration.ofDays(1), 10_000);
    }

    private static final Logger log = LoggerFactory.getLogger("backup");
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofMinutes(10);

    private final BackupStore backups;
    private final Database database;
    private final Clock clock;
    private final Due due;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("backup").daemon().factory());
    private volatile boolean asked;
    private Instant notBefore = Instant.EPOCH;

    /// Starts looking.
    public BackupSchedule(BackupStore backups, Database database, Clock clock, Due due) {
        this.backups = backups;
        this.database = database;
        this.clock = clock;
        this.due = due;
        var _ = thread.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Asks for a backup as soon as one can be made.
    public void ask() {
        asked = true;
        thread.execute(this::look);
    }

    private void look() {
        makeRoom();
        var now = clock.instant();
        if (now.isBefore(notBefore) && !now.plus(RETRY).isBefore(notBefore)) { // else the clock went back
            return;
        }
        try {
            if (asked || isDue(now)) {
                boolean was = asked;
                asked = false;
                Backup made;
                try {
                    made = backups.make(database);
                } catch (BackupFailedException | RuntimeException e) {
                    asked |= was; // it is still wanted
                    throw e;
                }
                log.info(
                        "backup {} made and verified: {} bytes, up to write {}",
                        made.file(),
                        made.bytes(),
                        made.head().seq());
            }
        } catch (BackupFailedException | IOException e) {
            notBefore = now.plus(RETRY);
            log.warn("{}; it is tried again in {} minutes", e.getMessage(), RETRY.toMinutes());
        } catch (RuntimeException e) {
            notBefore = now.plus(RETRY);
            log.error("a backup failed; this is a defect, please report it", e);
        }
    }

    private void makeRoom() {
        try {
            backups.makeRoom(database);
        } catch (IOException | RuntimeException e) {
            log.warn("old backups stay, though room is scarce: {}; it is tried again", e.getMessage());
        }
    }

    private boolean isDue(Instant now) throws IOException {
        var newest = backups.own(database.head().store()).stream().findFirst();
        return newest.isEmpty()
                || !newest.get().madeAt().isAfter(now.minus(due.every))
                || newest.get().madeAt().isAfter(now.plus(due.every)) // by a clock that was ahead
                || database.seq() - newest.get().head().seq() >= due.writes;
    }

    /// Stops, after a backup that is under way.
    @Override
    public void close() {
        thread.close();
    }
}
