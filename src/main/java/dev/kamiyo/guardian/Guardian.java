package dev.kamiyo.guardian;

import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFault;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Role;
import dev.kamiyo.db.Tx;
import java.io.IOException;
import java.nio.file.Files;
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

/// Watches over the two copies: looks at their files twenty times a second, and brings back whichever is out of
/// service.
///
/// A fault is logged in SQLite's own words when it begins and at most once a minute while it lasts; its end is logged
/// once. Safe for use by many threads.
public final class Guardian implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("guardian");
    private static final Duration TICK = Duration.ofMillis(50);
    private static final int TRY_WRITES_EVERY = 10;
    private static final Duration REPEAT = Duration.ofMinutes(1);

    private final Database database;
    private final Clock clock;
    private final Watch primary;
    private final Watch standby;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("guardian").daemon().factory());
    private int tick;

    /// What is remembered of one copy between two ticks.
    private static final class Watch {
        private final Patience patience;
        private final Stillness stillness;
        private @Nullable Instant said;
        private @Nullable Instant failed;

        Watch(CopyStatus status, Clock clock) {
            this.patience = new Patience(clock);
            this.stillness = new Stillness(status.file());
        }
    }

    private Watch watch(CopyStatus status) {
        return switch (status.role()) {
            case PRIMARY -> primary;
            case STANDBY -> standby;
        };
    }

    /// Starts watching.
    public Guardian(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.primary = new Watch(database.copy(Role.PRIMARY), clock);
        this.standby = new Watch(database.copy(Role.STANDBY), clock);
        var _ = thread.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Why the primary cannot be used; empty when it can.
    public Optional<DbFault> fault() {
        return database.copy(Role.PRIMARY).fault();
    }

    private void tick() {
        try {
            database.look();
            if (tick++ % TRY_WRITES_EVERY == 0) {
                tryToWrite();
            }
            for (var status : database.copies()) {
                if (status.inService()) {
                    well(status);
                } else {
                    recover(status);
                }
            }
        } catch (RuntimeException e) {
            log.error("the guardian failed; this is a defect, please report it", e);
        }
    }

    /// A foreign lock shows only to those who try to write.
    private void tryToWrite() {
        var _ = database.submit(Tx::seq);
    }

    private void well(CopyStatus status) {
        var watch = watch(status);
        watch.patience.ends();
        watch.failed = null;
        if (watch.said != null) {
            watch.said = null;
            log.info("{} can be used again; nothing is left to do", status.file());
        }
    }

    private void recover(CopyStatus status) {
        tell(status);
        var watch = watch(status);
        if (!watch.patience.isOver() || !watch.stillness.isStill()) {
            return;
        }
        try {
            bringBack(status);
        } catch (DbFaultException | IOException e) {
            watch.patience.failed();
            failed(status, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A lock or a full disk lasts for many attempts; it is told once in a while and not with each of them.
    private void failed(CopyStatus status, String why) {
        if (why.startsWith(status.fault().map(DbFault::words).orElse("?"))) {
            return; // it still lasts, which is told already
        }
        var watch = watch(status);
        var now = clock.instant();
        if (watch.failed == null || !now.isBefore(watch.failed.plus(REPEAT))) {
            watch.failed = now;
            log.warn(
                    "the {} is not back yet: {}; it is tried again",
                    status.role().label(),
                    why);
        }
    }

    private void bringBack(CopyStatus status) throws IOException, InterruptedException {
        var role = status.role();
        var fault = status.fault().orElseThrow();
        if (!fault.keepsContent()) {
            heal(role, status.isOpen());
        } else if (fault instanceof DbFault.ReadOnly
                && Files.isWritable(status.file().toAbsolutePath().getParent())) {
            database.healAnew(role); // owner or mode of the file is wrong; a new one is ours
        } else if (database.isMissing(role) || (status.isOpen() && !database.isSameFile(role))) {
            database.healAnew(role);
        } else {
            database.catchUp(role);
        }
    }

    /// One error's word is not enough to replace a file: a second look, on a fresh connection, decides. A file that
    /// is sound but at another write than its handles is an older one that was put over it.
    private void heal(Role role, boolean isOpen) throws IOException, InterruptedException {
        var open = database.copy(role).head();
        if (isOpen
                && database.isSameFile(role)
                && database.inspect(role) instanceof Inspection.Sound sound
                && open.filter(sound.head()::equalsWrite).isPresent()) {
            try {
                database.accept(role);
                database.catchUp(role);
                return;
            } catch (DbFaultException e) {
                log.info(
                        "{} is whole but does not follow the journal: {}",
                        database.copy(role).file(),
                        e.getMessage());
            }
        }
        if (role == Role.PRIMARY && isOpen && database.isSameFile(role)) {
            database.healInPlace(role);
        } else {
            database.healAnew(role);
        }
    }

    private void tell(CopyStatus status) {
        var fault = status.fault().orElseThrow();
        var now = clock.instant();
        var watch = watch(status);
        var last = watch.said;
        if (status.role() == Role.STANDBY && last == null && fault instanceof DbFault.CannotOpen) {
            return; // a standby that is not there yet is no fault: containers lose it with each new one
        }
        if (last == null || !now.isBefore(last.plus(REPEAT))) {
            log.error("{} (code {}) at {}; {}", fault.words(), fault.code(), status.file(), next(fault));
            watch.said = now;
        }
    }

    private static String next(DbFault fault) {
        return switch (fault) {
            case DbFault.Locked _ -> "find who holds the lock with: fuser kamiyo.db";
            case DbFault.CannotOpen _, DbFault.Replaced _ -> "it comes back by itself from the other copy";
            case DbFault.Corrupt _, DbFault.NotADatabase _, DbFault.Diverged _ ->
                "it is healed from the other copy; what it held is kept in quarantine";
            case DbFault.ReadOnly _ -> "check owner and mode of the file and its folder: ls -ld";
            case DbFault.Full _ -> "free space: df -h";
            case DbFault.Io _, DbFault.JournalStopped _ -> "check the disk: dmesg, df -h";
            case DbFault.Overloaded _, DbFault.Lagging _ -> "it passes by itself when the load does";
            case DbFault.Other _ -> "see the lines before this one";
        };
    }

    /// Stops watching.
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (thread.awaitTermination(1, TimeUnit.DAYS)) {
                    break;
                }
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
