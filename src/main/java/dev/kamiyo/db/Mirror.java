package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The two copies, which of them are in service, and how a read finds one that answers.
///
/// A copy in service holds every acknowledged write, so an answer from it is never old. One that fails leaves at
/// once; only the writer puts it back, between groups, when it has caught up. Safe for use by many threads.
final class Mirror {
    private static final Logger log = LoggerFactory.getLogger("store");
    /// How long a read waits for the primary before it asks the standby as well.
    private static final long HEDGE_MILLIS = 50;

    /// The same while the primary answers others: then it is the machine that is busy, and to do everything twice would
    /// make it busier.
    private static final long BUSY_MILLIS = 250;

    private static final int BACKUP_READERS = 2;

    private final Folders folders;
    private final Bases bases;
    private final Clock clock;
    private volatile Standing primary;
    private volatile Standing standby;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile long acknowledged;
    private @Nullable Readers backup;
    private @Nullable Path backupFile;

    Mirror(Folders folders, Bases bases, Clock clock, Standing primary, Standing standby) {
        this.folders = folders;
        this.bases = bases;
        this.clock = clock;
        this.primary = primary;
        this.standby = standby;
    }

    Standing standing(Role role) {
        return switch (role) {
            case PRIMARY -> primary;
            case STANDBY -> standby;
        };
    }

    private synchronized void set(Role role, Standing standing) {
        switch (role) {
            case PRIMARY -> primary = standing;
            case STANDBY -> standby = standing;
        }
    }

    /// The copy that commands run on: the primary if it is in service, else the standby.
    Optional<Copy> lead() {
        return inService(Role.PRIMARY).or(() -> inService(Role.STANDBY));
    }

    Optional<Copy> inService(Role role) {
        return standing(role) instanceof Standing.In in ? Optional.of(in.copy()) : Optional.empty();
    }

    /// The copy of a role while its handles are open.
    Optional<Copy> open(Role role) {
        return switch (standing(role)) {
            case Standing.In in -> Optional.of(in.copy());
            case Standing.Out out -> Optional.of(out.copy());
            case Standing.Absent _ -> Optional.empty();
        };
    }

    /// Why nothing can be written.
    DbFault fault() {
        return switch (primary) {
            case Standing.In _ -> new DbFault.Overloaded();
            case Standing.Out out -> out.why();
            case Standing.Absent absent -> absent.why();
        };
    }

    /// Takes a copy out of service. A second report of the same fault changes nothing.
    synchronized void leave(Copy copy, DbFault why) {
        if (standing(copy.role()) instanceof Standing.In in && in.copy() == copy) {
            set(copy.role(), new Standing.Out(copy, why, clock.instant()));
            log.warn(
                    "{} (code {}): the {} {} leaves service at write {}; {}",
                    why.words(),
                    why.code(),
                    copy.role().label(),
                    copy.file(),
                    copy.head().seq(),
                    lead().map(other -> "the " + other.role().label() + " goes on")
                            .orElse("no copy is left in service"));
        }
    }

    /// Notes another fault of a copy that is out of service already.
    synchronized void note(Copy copy, DbFault why) {
        if (standing(copy.role()) instanceof Standing.Out out
                && out.copy() == copy
                && !out.why().equals(why)) {
            set(copy.role(), new Standing.Out(copy, why, out.since()));
        }
    }

    /// Puts a copy into service; it is at head. Belongs to the writer's thread.
    synchronized void join(Copy copy) {
        if (!(standing(copy.role()) instanceof Standing.In)) {
            log.info(
                    "the {} {} is in service at write {}",
                    copy.role().label(),
                    copy.file(),
                    copy.head().seq());
        }
        set(copy.role(), new Standing.In(copy));
        letGoOfBackup();
    }

    /// Takes another open copy in place of what was there, out of service for now.
    synchronized void replace(Copy copy, DbFault why) {
        set(copy.role(), new Standing.Out(copy, why, clock.instant()));
    }

    /// The copy's handles are gone, or were never opened.
    synchronized void lose(Role role, DbFault why) {
        var since = standing(role) instanceof Standing.Absent absent ? absent.since() : clock.instant();
        set(role, new Standing.Absent(why, since));
    }

    /// The last acknowledged write.
    long acknowledged() {
        return acknowledged;
    }

    void acknowledge(long seq) {
        acknowledged = seq;
        listeners.forEach(Runnable::run);
    }

    /// Has something done after each acknowledged group, one after the other, on the thread of the writer or of a copy.
    void onAcknowledged(Runnable listener) {
        listeners.add(listener);
    }

    CopyStatus status(Role role) {
        var file = folders.of(role);
        return switch (standing(role)) {
            case Standing.In in ->
                new CopyStatus(
                        role,
                        file,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.of(in.copy().head()));
            case Standing.Out out ->
                new CopyStatus(
                        role,
                        file,
                        Optional.of(out.why()),
                        Optional.of(out.since()),
                        true,
                        Optional.of(out.copy().head()));
            case Standing.Absent absent ->
                new CopyStatus(
                        role, file, Optional.of(absent.why()), Optional.of(absent.since()), false, Optional.empty());
        };
    }

    /// Whether a failed read says something about the file, and not about the query.
    private static boolean isStorage(DbFault why) {
        return switch (why) {
            case DbFault.Other _, DbFault.Overloaded _, DbFault.Interrupted _, DbFault.ReadOnly _ -> false;
            case DbFault.Locked _,
                    DbFault.Full _,
                    DbFault.Io _,
                    DbFault.CannotOpen _,
                    DbFault.Lagging _,
                    DbFault.JournalStopped _,
                    DbFault.Corrupt _,
                    DbFault.NotADatabase _,
                    DbFault.Replaced _,
                    DbFault.Diverged _ -> true;
        };
    }

    /// Reads on one snapshot: from the primary, from the standby when that fails or is slow, else from whatever is
    /// alive. The query may run more than once, and twice at the same time.
    <T> Read<T> read(Function<Reader, T> query) {
        DbFaultException failed = null;
        if (primary instanceof Standing.In first) {
            try {
                var answer = standby instanceof Standing.In second
                        ? hedged(first.copy(), second.copy(), query)
                        : new Read<>(Answers.await(first.copy().readers().submit(query)), Origin.PRIMARY);
                var touched = first.copy().touched();
                if (touched.isEmpty() || !answer.origin().healthy()) {
                    return answer;
                }
                failed = new DbFaultException(touched.get(), null);
                leave(first.copy(), touched.get());
            } catch (DbFaultException e) {
                failed = e.fault() instanceof DbFault.Overloaded && standby instanceof Standing.In
                        ? e // it may hang: the other one is asked
                        : doubt(first.copy(), e);
            }
        }
        if (standby instanceof Standing.In second) {
            try {
                return new Read<>(Answers.await(second.copy().readers().submit(query)), Origin.STANDBY);
            } catch (DbFaultException e) {
                failed = doubt(second.copy(), e);
            }
        }
        return fromTheRest(query, failed);
    }

    private <T> Read<T> hedged(Copy first, Copy second, Function<Reader, T> query) {
        var one = first.readers().submit(query);
        try {
            for (long waited = HEDGE_MILLIS; ; waited += HEDGE_MILLIS) {
                try {
                    return new Read<>(one.get(HEDGE_MILLIS, TimeUnit.MILLISECONDS), Origin.PRIMARY);
                } catch (TimeoutException _) {
                    if (waited >= BUSY_MILLIS || !first.readers().haveAnsweredWithin(HEDGE_MILLIS)) {
                        return firstOf(one, second.readers().submit(query));
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Read<>(Answers.await(one), Origin.PRIMARY);
        } catch (ExecutionException _) {
            return new Read<>(Answers.await(one), Origin.PRIMARY);
        }
    }

    /// The answer of the standby if it comes first, else what the primary says: a failure of the standby is no word
    /// about the primary. Whichever comes too late is not begun any more.
    private static <T> Read<T> firstOf(CompletableFuture<T> primary, CompletableFuture<T> standby) {
        var both = new CompletableFuture<Read<T>>();
        var _ = standby.thenAccept(value -> both.complete(new Read<>(value, Origin.STANDBY)));
        var _ = primary.whenComplete((value, failure) -> {
            if (failure == null) {
                both.complete(new Read<>(value, Origin.PRIMARY));
            } else {
                both.completeExceptionally(failure);
            }
        });
        try {
            return Answers.await(both);
        } finally {
            primary.cancel(false);
            standby.cancel(false);
        }
    }

    /// A fault of the file takes the copy out of service until a second look; any other is the caller's.
    private DbFaultException doubt(Copy copy, DbFaultException failed) {
        if (!isStorage(failed.fault())) {
            throw failed;
        }
        leave(copy, failed.fault());
        return failed;
    }

    /// No copy is in service: one whose handles still show all that was acknowledged, else the newest backup, marked.
    private <T> Read<T> fromTheRest(Function<Reader, T> query, @Nullable DbFaultException before) {
        var failed = before == null ? new DbFaultException(fault(), null) : before;
        for (var role : Role.values()) {
            if (standing(role) instanceof Standing.Out out && out.why().keepsContent()) {
                try {
                    var head = out.copy().head();
                    var stale = head.seq() < acknowledged ? Optional.of(head.at()) : Optional.<Instant>empty();
                    return new Read<>(
                            Answers.await(out.copy().readers().submit(query)), new Origin(role.label(), false, stale));
                } catch (DbFaultException e) {
                    failed.addSuppressed(e);
                }
            }
        }
        for (var base : bases.newestFirst()) {
            try {
                return new Read<>(
                        Answers.await(askBackup(base.file(), query)),
                        new Origin("backup", false, Optional.of(base.head().at())));
            } catch (SQLException | DbFaultException e) {
                failed.addSuppressed(e);
            }
        }
        throw failed;
    }

    /// What was asked is answered even if the backup is let go meanwhile.
    private synchronized <T> CompletableFuture<T> askBackup(Path file, Function<Reader, T> query) throws SQLException {
        var answer = backup(file).submit(query);
        if (lead().isPresent()) {
            letGoOfBackup(); // a copy came back just before
        }
        return answer;
    }

    private Readers backup(Path file) throws SQLException {
        var now = backup;
        if (now == null || !file.equals(backupFile)) {
            letGoOfBackup();
            now = Readers.immutable(file, BACKUP_READERS);
            backup = now;
            backupFile = file;
            log.warn("no copy can be read: answers come from the backup {}, marked as old", file);
        }
        return now;
    }

    /// Closes the backup that was read from, once its last query is over: nobody has a lock on it.
    synchronized void letGoOfBackup() {
        if (backup != null) {
            backup.abandon();
            backup = null;
        }
    }

    /// The queries that are being answered now, whatever by.
    synchronized List<Run> running() {
        var pools = new ArrayList<Readers>();
        for (var role : Role.values()) {
            open(role).ifPresent(copy -> pools.add(copy.readers()));
        }
        if (backup != null) {
            pools.add(backup);
        }
        return pools.stream().flatMap(readers -> readers.running().stream()).toList();
    }

    /// Waits until a copy has done its part, however long that takes: without one nothing is safe. The other one gets a
    /// while from the beginning, or as long again as the first took. Those that fail or lag leave service.
    ///
    /// @return whether at least one has
    boolean settle(Map<Copy, CompletableFuture<Head>> parts, long patienceMillis) {
        long began = System.nanoTime();
        awaitFirst(parts.values());
        long took = System.nanoTime() - began;
        long until = began + Math.max(TimeUnit.MILLISECONDS.toNanos(patienceMillis), 2 * took);
        boolean done = false;
        for (var part : parts.entrySet()) {
            done |= settle(part.getKey(), part.getValue(), until - System.nanoTime());
        }
        return done;
    }

    /// Waits a while until a copy has let go of what it did; one that fails or lags leaves service.
    void dropped(Copy copy, CompletableFuture<Head> end, long patienceMillis) {
        settle(copy, end, TimeUnit.MILLISECONDS.toNanos(patienceMillis));
    }

    /// Waits until one succeeds, or all have failed.
    private static void awaitFirst(Collection<CompletableFuture<Head>> parts) {
        var any = new CompletableFuture<Boolean>();
        parts.forEach(part -> {
            var _ = part.thenAccept(_ -> any.complete(true));
        });
        var _ = CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .whenComplete((_, _) -> any.complete(false));
        Answers.await(any);
    }

    private boolean settle(Copy copy, CompletableFuture<Head> part, long nanos) {
        return Answers.uninterruptibly(() -> {
            try {
                part.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException _) {
                leave(copy, new DbFault.Lagging());
                return false;
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case DbFaultException fault -> leave(copy, fault.fault());
                    case LineRefusedException refused ->
                        leave(copy, new DbFault.Diverged(String.valueOf(refused.getMessage())));
                    case null, default -> {
                        log.error(
                                "the {} failed; this is a defect, please report it",
                                copy.role().label(),
                                e);
                        leave(copy, new DbFault.Other(0, String.valueOf(e.getMessage())));
                    }
                }
                return false;
            }
        });
    }

    /// Both roles' standings.
    List<CopyStatus> statuses() {
        return List.of(status(Role.PRIMARY), status(Role.STANDBY));
    }
}
