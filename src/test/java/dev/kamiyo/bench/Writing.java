package dev.kamiyo.bench;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Role;
import dev.kamiyo.journal.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Single writes of 16 writers, each acknowledged when it is in the journal and in both copies. The writers are virtual
/// threads, as those that answer requests are.
final class Writing implements Measurement {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");
    private static final int WRITERS = 16;
    private static final String WORK = "durable writes, 16 writers";

    /// The JVM compiles what runs often for ten seconds and more, on the same cores.
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    /// The disk is not the same from second to second.
    private static final int TURNS = 5;

    private static final int TRIES = 5;

    @Override
    public List<Figure> at(Site site) throws Exception {
        try (var database = site.database("writes");
                var files = new PlainFiles(site.folder("appended"), WRITERS)) {
            LongConsumer write = key -> {
                long value = System.nanoTime();
                database.write(tx -> {
                    tx.put(NUMBERS, key, value);
                    return true;
                });
            };
            write(write, WARM_UP);
            var turn = site.span().dividedBy(TURNS);
            double ours = 0;
            double loop = 0;
            double writers = 0;
            for (int i = 0; i < TURNS; i++) {
                ours += inBothCopies(database, () -> write(write, turn));
                long end = System.nanoTime() + turn.toNanos();
                loop += files.loop(end) / (turn.toNanos() / 1e9);
                writers += writeTo(files, turn);
            }
            return List.of(
                    Figure.beside(
                            WORK,
                            site.exploits(),
                            ours / TURNS,
                            Unit.PER_SECOND,
                            "16 at once: a journal and a -wal, each appended and synced",
                            loop / TURNS,
                            Goal.atLeastTimes(0.8)),
                    Figure.beside(
                            WORK + ", beside as many that wait",
                            site.exploits(),
                            ours / TURNS,
                            Unit.PER_SECOND,
                            "16 writers that wait for the same, with one thread that appends and syncs",
                            writers / TURNS,
                            Goal.atLeastTimes(0.8)));
        }
    }

    /// What was found in a turn at whose end both copies are in service. When the disk hangs for long one leaves, and
    /// what is written without it is quicker than what is promised.
    private static double inBothCopies(Database database, Callable<Double> turn) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            bringBack(database);
            double found = turn.call();
            if (left(database).isEmpty()) {
                return found;
            }
        }
        throw new IllegalStateException("a copy left service in each of " + TRIES + " turns");
    }

    private static void bringBack(Database database) throws IOException {
        for (var role : left(database)) {
            database.catchUp(role);
        }
    }

    private static List<Role> left(Database database) {
        return Arrays.stream(Role.values())
                .filter(role -> !database.copy(role).inService())
                .toList();
    }

    private static double writeTo(PlainFiles files, Duration span) throws InterruptedException {
        var isOver = new AtomicBoolean();
        var server = Thread.ofPlatform().name("bench-files").start(() -> files.serve(isOver::get));
        double found = write(_ -> files.write(), span);
        isOver.set(true);
        server.join();
        return found;
    }

    private static double write(LongConsumer write, Duration span) throws InterruptedException {
        var written = new AtomicLong();
        long begin = System.nanoTime();
        long end = begin + span.toNanos();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < WRITERS; i++) {
            long key = 100_000L + i;
            threads.add(Thread.ofVirtual().name("bench-writer-" + i).start(() -> {
                while (System.nanoTime() < end) {
                    write.accept(key);
                    written.incrementAndGet();
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        return written.get() / ((System.nanoTime() - begin) / 1e9);
    }
}
