package dev.kamiyo.db;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one writer: a platform thread that makes a group of waiting commands one transaction, and one fsync.
///
/// Each command runs in a savepoint and sees the ones before it; a command that throws takes only its own rows back. No
/// caller hears of success before the commit.
final class Writer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("store");
    private static final int GROUP = 256;
    private static final int WAITING = 4_096;
    private static final Table META = Table.of("meta", "name", "value");

    private record Entry<T>(Command<T> command, CompletableFuture<T> answer) {}

    private record Ran<T>(Entry<T> entry, @Nullable T value) {
        void acknowledge() {
            entry.answer.complete(value);
        }
    }

    private final BlockingQueue<Entry<?>> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Tx tx;
    private final Clock clock;
    private final Checkpoint checkpoint;
    private final Thread thread;
    private volatile boolean closing;
    private final AtomicBoolean settling = new AtomicBoolean();
    private volatile long committed;
    private Instant last;

    Writer(Path file, Connection connection, Clock clock) {
        this.tx = new Tx(connection);
        this.last = tx.text("SELECT value FROM meta WHERE name = 'at'")
                .map(Instant::parse)
                .orElse(Instant.EPOCH);
        this.clock = clock;
        this.checkpoint = new Checkpoint(file, connection);
        this.committed = tx.seqOnDisk();
        this.thread = Thread.ofPlatform().name("writer").start(this::work);
    }

    /// Puts a command in line. The answer completes on the writer's thread.
    <T> CompletableFuture<T> submit(Command<T> command) {
        var entry = new Entry<>(command, new CompletableFuture<>());
        if (closing || !waiting.offer(entry) || (closing && waiting.remove(entry))) {
            entry.answer.completeExceptionally(overloaded());
        }
        return entry.answer;
    }

    private static DbFaultException overloaded() {
        return new DbFaultException(new DbFault.Overloaded(), null);
    }

    /// The last write that was acknowledged.
    long seq() {
        return committed;
    }

    /// Checkpoints everything after the next group, and waits for it.
    void settle() {
        settling.set(true);
        Answers.await(submit(_ -> true)); // this group is followed by the checkpoint
        Answers.await(submit(_ -> true)); // this one starts only after it
    }

    private void work() {
        while (true) {
            var group = nextGroup();
            if (group.isEmpty()) {
                return;
            }
            try {
                commit(group);
            } catch (SQLException e) {
                refuse(group, DbFaultException.of(e));
            } catch (DbFaultException e) {
                refuse(group, e);
            } catch (RuntimeException e) {
                log.error("a group of writes failed; this is a defect, please report it", e);
                refuse(group, new DbFaultException(new DbFault.Other(0, "the writer has a defect"), null));
            }
            checkpoint.afterGroup(settling.getAndSet(false));
        }
    }

    private List<Entry<?>> nextGroup() {
        var group = new ArrayList<Entry<?>>();
        while (group.isEmpty()) {
            if (closing && waiting.isEmpty()) {
                return group;
            }
            group.add(Answers.uninterruptibly(waiting::take));
            waiting.drainTo(group, GROUP - 1);
        }
        return group;
    }

    private void commit(List<Entry<?>> group) throws SQLException {
        tx.run("BEGIN IMMEDIATE");
        var ran = new ArrayList<Ran<?>>();
        var failed = new ArrayList<Runnable>();
        long before = tx.seqOnDisk();
        long seq = before;
        var now = clock.instant();
        last = now.isBefore(last) ? last : now;
        for (var entry : group) {
            tx.begin(seq + 1, last);
            if (run(entry, ran, failed)) {
                seq++;
            }
        }
        if (seq > before) {
            tx.put(META, "seq", seq);
            tx.put(META, "at", last.toString());
        }
        tx.run("COMMIT");
        committed = seq;
        ran.forEach(Ran::acknowledge);
        failed.forEach(Runnable::run);
    }

    /// Runs one command in a savepoint; says whether it changed anything.
    private <T> boolean run(Entry<T> entry, List<Ran<?>> ran, List<Runnable> failed) throws SQLException {
        tx.run("SAVEPOINT command");
        try {
            var value = entry.command.run(tx);
            tx.run("RELEASE command");
            ran.add(new Ran<>(entry, value));
            return tx.wrote();
        } catch (RuntimeException | Error e) {
            if (e instanceof DbFaultException fault && !(fault.fault() instanceof DbFault.Other)) {
                throw fault; // the file's fault, and so everybody's; a row that a constraint refuses is the command's
            }
            tx.run("ROLLBACK TO command");
            tx.run("RELEASE command");
            failed.add(() -> entry.answer.completeExceptionally(e));
            return false;
        }
    }

    /// Undoes a group and tells each caller why. On some failures SQLite has already rolled back, and says so.
    private void refuse(List<Entry<?>> group, DbFaultException fault) {
        try {
            tx.run("ROLLBACK");
        } catch (SQLException e) {
            fault.addSuppressed(e);
        }
        group.forEach(entry -> entry.answer.completeExceptionally(fault));
    }

    /// Writes what is waiting, moves the -wal into the file and closes.
    @Override
    public void close() throws SQLException {
        if (closing) {
            return;
        }
        closing = true;
        var _ = waiting.offer(new Entry<>(Tx::seq, new CompletableFuture<>())); // wakes the thread if it sleeps
        Answers.uninterruptibly(() -> thread.join(Duration.ofDays(1)));
        var late = new ArrayList<Entry<?>>();
        waiting.drainTo(late);
        late.forEach(entry -> entry.answer.completeExceptionally(overloaded()));
        try {
            checkpoint.truncate();
        } finally {
            tx.close();
        }
    }
}
