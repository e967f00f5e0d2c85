package dev.kamiyo.testing;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.journal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Writers and readers that work on a database until they are stopped, and note what they are told.
///
/// Each writer counts up a row of its own in the table `numbers`; each reader compares what it sees with what had
/// been acknowledged before it asked.
public final class Load implements AutoCloseable {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");
    private static final int WRITERS = 2;
    private static final int READERS = 2;
    private static final int ROWS = 500;

    private final Database database;
    private final Map<Long, Long> acknowledged = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong longestGap = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    /// Begins.
    public Load(Database database) {
        this.database = database;
        for (int i = 0; i < WRITERS; i++) {
            int base = (i + 1) * 100_000;
            threads.add(Thread.ofPlatform().name("test-writer-" + i).start(() -> write(base)));
        }
        for (int i = 0; i < READERS; i++) {
            threads.add(Thread.ofPlatform().name("test-reader-" + i).start(this::read));
        }
    }

    private void write(int base) {
        long last = System.nanoTime();
        for (long n = 1; !ended; n++) {
            long key = base + n % ROWS;
            long value = n;
            try {
                database.write(tx -> {
                    tx.put(NUMBERS, key, value);
                    return true;
                });
                acknowledged.put(key, value);
                writes.incrementAndGet();
                long now = System.nanoTime();
                long gap = now - last;
                longestGap.accumulateAndGet(gap, Math::max);
                last = now;
            } catch (DbFaultException e) {
                refused.add(e.getMessage() + (e.isUnknown() ? " (unknown)" : ""));
            }
        }
    }

    private void read() {
        while (!ended) {
            for (int i = 0; i < WRITERS && !ended; i++) {
                long key = (i + 1) * 100_000L + reads.get() % ROWS;
                long least = acknowledged.getOrDefault(key, 0L);
                try {
                    var answer = database.ask(reader -> reader.number("SELECT last FROM numbers WHERE year = ?", key));
                    long found = answer.value();
                    if (found < least && answer.origin().staleSince().isEmpty()) {
                        wrong.add("row " + key + " was " + found + " after " + least + " had been acknowledged");
                    }
                } catch (DbFaultException e) {
                    wrong.add("a read failed: " + e.getMessage());
                }
                reads.incrementAndGet();
            }
        }
    }

    /// Waits for some more acknowledged writes and as many reads.
    public void goesOn() throws Exception {
        long written = writes.get() + 20;
        long read = reads.get() + 20;
        Waiting.until(() -> writes.get() >= written && reads.get() >= read);
    }

    /// Reads that failed, or were older than an acknowledged write and did not say so.
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    /// Writes that were refused.
    public List<String> refused() {
        return List.copyOf(refused);
    }

    /// The longest time between two acknowledged writes of a writer.
    public long longestGapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestGap.get());
    }

    /// Each row as it was last acknowledged; the writers have ended.
    public Map<Long, Long> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /// Lets the writers and readers finish what they are at, and ends them.
    public void end() {
        ended = true;
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        end();
    }
}
