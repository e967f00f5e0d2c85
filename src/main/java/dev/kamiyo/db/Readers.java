package dev.kamiyo.db;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A few connections that only read, opened ahead and kept, each used by one platform thread at a time.
///
/// SQLite's native calls would pin a virtual thread's carrier; with threads of their own a slow query slows nothing
/// else.
final class Readers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("store");
    private static final int WAITING = 2_048;

    private final BlockingQueue<Reader> free;
    private final ThreadPoolExecutor threads;
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private volatile boolean abandoned;
    private volatile long lastAnswer = System.nanoTime();

    Readers(Path file, int size) throws SQLException {
        this(open(() -> Connections.reader(file), size));
    }

    private Readers(List<Reader> readers) {
        this.free = new ArrayBlockingQueue<>(readers.size(), false, readers);
        this.threads = new ThreadPoolExecutor(
                readers.size(),
                readers.size(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("reader-", 0).factory());
    }

    /// Readers of a file that nobody writes to.
    static Readers immutable(Path file, int size) throws SQLException {
        return new Readers(open(() -> Connections.immutable(file), size));
    }

    @FunctionalInterface
    private interface Opening {
        Connection connection() throws SQLException;
    }

    private static List<Reader> open(Opening opening, int size) throws SQLException {
        var opened = new ArrayList<Reader>();
        try {
            for (int i = 0; i < size; i++) {
                opened.add(new Reader(opening.connection()));
            }
            return opened;
        } catch (SQLException e) {
            for (var reader : opened) {
                reader.close();
            }
            throw e;
        }
    }

    /// Runs a query within one snapshot, on a thread of its own.
    <T> CompletableFuture<T> submit(Function<Reader, T> query) {
        try {
            return CompletableFuture.supplyAsync(() -> inSnapshot(query), threads);
        } catch (RejectedExecutionException _) {
            // one that was let go is as a file that does not open: whoever asks goes on to another one
            return CompletableFuture.failedFuture(
                    new DbFaultException(abandoned ? new DbFault.CannotOpen(14) : new DbFault.Overloaded(), null));
        }
    }

    private <T> T inSnapshot(Function<Reader, T> query) {
        var reader = Answers.uninterruptibly(free::take);
        try {
            reader.run("BEGIN");
            var answer = running(reader, query);
            reader.run("COMMIT");
            lastAnswer = System.nanoTime();
            return answer;
        } catch (RuntimeException | Error e) {
            rollback(reader, e);
            throw e;
        } catch (SQLException e) {
            rollback(reader, e);
            throw DbFaultException.of(e);
        } finally {
            free.add(reader);
        }
    }

    private <T> T running(Reader reader, Function<Reader, T> query) {
        var run = new Run(reader);
        running.add(run);
        try {
            return query.apply(reader);
        } finally {
            run.end();
            running.remove(run);
        }
    }

    /// Whether any query was answered within the last milliseconds.
    boolean haveAnsweredWithin(long millis) {
        return System.nanoTime() - lastAnswer < TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /// The queries that are being answered now.
    Set<Run> running() {
        return Set.copyOf(running);
    }

    /// On some failures SQLite has already ended the snapshot, and says so.
    private static void rollback(Reader reader, Throwable cause) {
        try {
            reader.run("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /// Takes no more queries; those that were asked are answered.
    void refuse() {
        abandoned = true;
        threads.shutdown();
    }

    /// Takes no more queries, and closes the connections once those that were asked are answered. Waits for nothing.
    void abandon() {
        refuse();
        var _ = Thread.ofPlatform().name("readers-end").daemon().start(() -> {
            try {
                close();
            } catch (SQLException e) {
                log.debug("a connection stays open until the end of the process", e);
            }
        });
    }

    /// Takes no more queries, waits until those that were asked are answered, and closes the connections.
    @Override
    public synchronized void close() throws SQLException {
        threads.shutdown();
        Answers.uninterruptibly(() -> threads.awaitTermination(1, TimeUnit.DAYS));
        for (var reader = free.poll(); reader != null; reader = free.poll()) {
            reader.close();
        }
    }
}
