package dev.kamiyo.testing;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.BackupStore.Retention;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.guardian.Guardian;
import dev.kamiyo.guardian.IncidentListener;
import dev.kamiyo.testing.SoakLine.Verified;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A main class for [ChildProcess]: opens the data as a service does, verifies them against what was acknowledged,
/// and writes until it is killed. It says everything as [SoakLine]s, an acknowledgement only after the write has
/// returned.
final class SoakChild {
    /// How many threads write.
    static final int WRITERS = 16;

    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private SoakChild() {}

    /// What a child is told on its command line.
    ///
    /// @param data the data folder
    /// @param log what was acknowledged so far
    /// @param from where in the log to begin verifying
    /// @param seed decides the facts
    /// @param next each thread's first key; none: it ends after verifying
    record Task(Path data, AcknowledgedLog log, long from, long seed, List<SoakKey> next) {
        List<String> words() {
            var words = new ArrayList<>(
                    List.of(data.toString(), log.file().toString(), Long.toString(from), Long.toString(seed)));
            next.forEach(key -> words.add(key.toString()));
            return words;
        }

        static Task of(List<String> words) {
            return new Task(
                    Path.of(words.get(0)),
                    new AcknowledgedLog(Path.of(words.get(1))),
                    Long.parseLong(words.get(2)),
                    Long.parseLong(words.get(3)),
                    words.stream().skip(4).map(SoakKey::parse).toList());
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var task = Task.of(List.of(args));
        Thread.setDefaultUncaughtExceptionHandler(SoakChild::endByADefect);
        Thread.ofPlatform().daemon().start(SoakChild::endWithTheParent);
        var backups = new BackupStore(
                task.data.resolve("backups"),
                Optional.empty(),
                Clock.systemUTC(),
                new Retention(2, Duration.ofDays(1)));
        try (var database = open(task.data, backups);
                var _ = new Guardian(database, Clock.systemUTC(), List::of, IncidentListener.NONE)) {
            say(new Verified(new SoakVerification(database, SoakChild::say).verify(task.log, task.from)));
            if (!task.next.isEmpty()) {
                var chores = new SoakChores(database, backups, task.seed + task.from);
                Thread.ofPlatform().daemon().start(chores);
            }
            var threads = task.next.stream()
                    .map(key -> new SoakWriter(database, task.seed, key, task.log, SoakChild::say))
                    .map(writer -> Thread.ofPlatform().start(writer))
                    .toList();
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    private static Database open(Path data, BackupStore backups) throws IOException {
        var folders = TestDatabase.folders(data);
        Files.createDirectories(folders.run());
        return Database.open(folders, Clock.systemUTC(), backups, Watcher.NONE);
    }

    private static void say(SoakLine line) {
        try {
            OUT.write((line.text() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A thread that fails ends all, so that the parent notices.
    private static void endByADefect(Thread thread, Throwable defect) {
        defect.printStackTrace();
        Runtime.getRuntime().halt(2);
    }

    private static void endWithTheParent() {
        try {
            System.in.transferTo(FileOutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }
}
