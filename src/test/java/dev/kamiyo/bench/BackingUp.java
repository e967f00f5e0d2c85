package dev.kamiyo.bench;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.Program;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A verified backup under a writer, beside copying and checking the same file by hand.
final class BackingUp implements Measurement {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");
    private static final long KEY = 200_000;

    @Override
    public List<Figure> at(Site site) throws Exception {
        var folder = site.folder("backups");
        try (var database = site.database("backup")) {
            database.settle();
            var backups = new BackupStore(folder, Optional.empty(), Clock.systemUTC(), BackupStore.Retention.DEFAULT);
            var ended = new AtomicBoolean();
            var longest = new AtomicLong();
            var writer = Thread.ofPlatform().name("bench-writer").start(() -> write(database, ended, longest));
            long begin = System.nanoTime();
            backups.make(database);
            double millis = (System.nanoTime() - begin) / 1e6;
            ended.set(true);
            writer.join();
            return List.of(
                    Figure.beside(
                            "a verified backup",
                            site.exploits(),
                            millis,
                            Unit.MILLIS,
                            "cp, sync, integrity_check, SHA-256",
                            byHand(database.file(), folder.resolve("by-hand.db")),
                            Goal.atMostTimes(1.5)),
                    Figure.alone(
                            "the longest write during it",
                            site.exploits(),
                            longest.get() / 1e6,
                            Unit.MILLIS,
                            Goal.atMost(100)));
        }
    }

    private static void write(Database database, AtomicBoolean ended, AtomicLong longest) {
        for (long n = 1; !ended.get(); n++) {
            long value = n;
            long begin = System.nanoTime();
            database.write(tx -> {
                tx.put(NUMBERS, KEY, value);
                return true;
            });
            longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
        }
    }

    private static double byHand(Path file, Path copy) throws Exception {
        long begin = System.nanoTime();
        Program.run("cp", file.toString(), copy.toString());
        Program.run("sync", copy.toString());
        Program.run("sqlite3", copy.toString(), "PRAGMA integrity_check");
        Program.run("sha256sum", copy.toString());
        return (System.nanoTime() - begin) / 1e6;
    }
}
