package dev.kamiyo.guardian;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the primary twice a second whether it can be used, and keeps the answer for whoever needs it.
///
/// A fault is logged in SQLite's own words when it begins and at most once a minute while it lasts; its end is logged
/// once. Safe for use by many threads.
public final class Probe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("guardian");
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration REPEAT = Duration.ofMinutes(1);

    private final Database database;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("probe").daemon().factory());
    private volatile Optional<DbFault> fault = Optional.empty();
    private @Nullable Instant said;

    /// Starts watching.
    public Probe(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        check();
        var _ = thread.scheduleWithFixedDelay(this::check, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Why the primary could not be used when it was last asked; empty when it could.
    public Optional<DbFault> fault() {
        return fault;
    }

    private void check() {
        try {
            var found = database.check();
            tell(found);
            fault = found;
        } catch (RuntimeException e) {
            log.warn("the primary could not be checked; it is asked again in half a second", e);
        }
    }

    private void tell(Optional<DbFault> found) {
        if (found.isEmpty()) {
            if (said != null) {
                log.info("{} can be used again; nothing is left to do", database.file());
                said = null;
            }
            return;
        }
        var now = clock.instant();
        if (said == null || !now.isBefore(said.plus(REPEAT))) {
            var words = found.get().words();
            log.error("{} (code {}) at {}; {}", words, found.get().code(), database.file(), next(found.get()));
            said = now;
        }
    }

    private static String next(DbFault fault) {
        return switch (fault) {
            case DbFault.Locked _ -> "find who holds the lock with: fuser kamiyo.db";
            case DbFault.CannotOpen _ -> "the file is missing, moved or may not be read: ls -l";
            case DbFault.Corrupt _, DbFault.NotADatabase _ ->
                "check it with: sqlite3 kamiyo.db 'PRAGMA integrity_check'";
            case DbFault.ReadOnly _ -> "check owner and mode of the file and its folder: ls -ld";
            case DbFault.Full _ -> "free space: df -h";
            case DbFault.Io _ -> "check the disk: dmesg, df -h";
            case DbFault.Overloaded _ -> "it passes by itself when the load does";
            case DbFault.Other _ -> "see the lines before this one";
        };
    }

    /// Stops watching.
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
