package dev.kamiyo.testing;

import dev.kamiyo.db.Database;
import dev.kamiyo.testing.SoakLine.Verified;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// A main class for [ChildProcess]: opens the data as a service does, verifies them against what was acknowledged, and
/// writes until it is killed. It says everything as [SoakLine]s, an acknowledgement only after the write has returned.
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
        try (var database = open(task.data)) {
            say(new Verified(new SoakVerification(database, SoakChild::say).verify(task.log, task.from)));
            var threads = task.next.stream()
                    .map(key -> new SoakWriter(database, task.seed, key, task.log, SoakChild::say))
                    .map(writer -> Thread.ofPlatform().start(writer))
                    .toList();
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    private static Database open(Path data) throws IOException {
        Files.createDirectories(data);
        return Database.open(data.resolve("kamiyo.db"), Clock.systemUTC());
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
