package dev.kamiyo.bench;

import dev.kamiyo.db.Database;
import dev.kamiyo.journal.Table;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Single writes of 16 writers, each acknowledged when it is in the journal and in both copies.
final class Writing implements Measurement {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");
    private static final int WRITERS = 16;
    private static final int LINE = 600;
    private static final int FRAMES = 8 * 4_120;

    @Override
    public List<Figure> at(Site site) throws Exception {
        try (var database = site.database("writes")) {
            write(database, site.span());
            double ours = write(database, site.span());
            return List.of(Figure.beside(
                    "durable writes, 16 writers",
                    site.exploits(),
                    ours,
                    Unit.PER_SECOND,
                    "16 at once: a journal and a -wal, each appended and synced",
                    appended(site.folder("appended"), site.span()),
                    Goal.atLeastTimes(0.8)));
        }
    }

    private static double write(Database database, Duration span) throws InterruptedException {
        var written = new AtomicLong();
        long begin = System.nanoTime();
        long end = begin + span.toNanos();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < WRITERS; i++) {
            long key = 100_000L + i;
            threads.add(Thread.ofPlatform().name("bench-writer-" + i).start(() -> {
                for (long n = 1; System.nanoTime() < end; n++) {
                    long value = n;
                    database.write(tx -> {
                        tx.put(NUMBERS, key, value);
                        return true;
                    });
                    written.incrementAndGet();
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        return written.get() / ((System.nanoTime() - begin) / 1e9);
    }

    /// What the disk allows when sixteen writes share the syncs and nothing else is done.
    private static double appended(Path folder, Duration span) throws IOException {
        long written = 0;
        var lines = ByteBuffer.allocate(WRITERS * LINE);
        var frames = ByteBuffer.allocate(FRAMES);
        try (var journal = appending(folder.resolve("journal"));
                var primary = appending(folder.resolve("primary"));
                var standby = appending(folder.resolve("standby"))) {
            long begin = System.nanoTime();
            long end = begin + span.toNanos();
            while (System.nanoTime() < end) {
                journal.write(lines.clear());
                journal.force(false);
                primary.write(frames.clear());
                primary.force(false);
                standby.write(frames.clear());
                written += WRITERS;
            }
            return written / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private static FileChannel appending(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }
}
