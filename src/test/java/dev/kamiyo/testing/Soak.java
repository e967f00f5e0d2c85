package dev.kamiyo.testing;

import dev.kamiyo.testing.SoakLine.Acknowledged;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Starts a child that writes, strikes it at a random moment, and again, on the same data; each child verifies what the
/// ones before had acknowledged: what is new each time, everything now and then and at the end.
final class Soak {
    private static final int EVERYTHING_EACH = 50;
    private static final int ONE_IN_ITS_START = 8;
    private static final int LONGEST_LIFE_MILLIS = 400; // from its first acknowledged write
    private static final int LONGEST_START_MILLIS = 600;
    private static final int KILLED = 137;
    private static final Duration MOST_PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(5);

    private final SoakBlow blow;
    private final long seed;
    private final Path work;
    private final Consumer<String> print;
    private final AcknowledgedLog log;
    private final SplittableRandom random;
    private final List<SoakKey> next = new ArrayList<>(IntStream.range(0, SoakChild.WRITERS)
            .mapToObj(thread -> new SoakKey(thread, 0))
            .toList());
    private final SoakTally tally = new SoakTally();
    private long verified;

    /// @param seed decides the facts, and the moments as far as another process lets it
    /// @param work an existing folder for the log and for what the children print; not one that is struck
    /// @param print is told what is found, and the progress
    Soak(SoakBlow blow, long seed, Path work, Consumer<String> print) throws IOException {
        this.blow = blow;
        this.seed = seed;
        this.work = work;
        this.print = print;
        this.log = new AcknowledgedLog(work.resolve("acknowledged"));
        this.random = new SplittableRandom(seed);
        log.add(List.of());
    }

    /// Strikes so often, and verifies everything at the end.
    ///
    /// @throws IllegalStateException when a child ends before it is struck, or writes nothing
    SoakTally run(int blows) throws IOException, InterruptedException {
        for (int i = 1; i <= blows; i++) {
            strikeOne(i % EVERYTHING_EACH == 0 ? 0 : verified);
            if (i % EVERYTHING_EACH == 0) {
                print.accept(i + " of " + blows + ": " + tally);
            }
        }
        verifyEverything();
        return tally;
    }

    private void strikeOne(long from) throws IOException, InterruptedException {
        var heard = new Heard(log.end());
        boolean inItsStart = random.nextInt(ONE_IN_ITS_START) == 0;
        int life = random.nextInt(inItsStart ? LONGEST_START_MILLIS : LONGEST_LIFE_MILLIS);
        try (var child = start(from, next)) {
            long end = System.nanoTime() + MOST_PATIENCE.toNanos();
            while (!inItsStart && heard.acknowledged.isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "a child has written nothing in " + MOST_PATIENCE.toSeconds() + " s: " + child.errors());
                }
                if (child.ends(LOOK)) {
                    throw ended(child, heard);
                }
                listen(child, heard);
            }
            if (child.ends(Duration.ofMillis(life))) {
                throw ended(child, heard);
            }
            listen(child, heard);
            blow.strike(child);
            if (blow.leavesTrueLastWords()) {
                if (child.exitCode() != KILLED) {
                    throw ended(child, heard);
                }
                listen(child, heard);
            }
        }
        log.add(heard.acknowledged);
        heard.acknowledged.forEach(a ->
                next.set(a.key().thread(), new SoakKey(a.key().thread(), a.key().n() + 1)));
    }

    private void verifyEverything() throws IOException, InterruptedException {
        var heard = new Heard(log.end());
        try (var child = start(0, List.of())) {
            while (!child.ends(LOOK)) {
                listen(child, heard);
            }
            if (child.exitCode() != 0) {
                throw ended(child, heard);
            }
            listen(child, heard);
        }
    }

    private ChildProcess start(long from, List<SoakKey> keys) throws IOException {
        var task = new SoakChild.Task(blow.folder(), log, from, seed, keys);
        return ChildProcess.start(work, SoakChild.class, task.words(), _ -> {});
    }

    private IllegalStateException ended(ChildProcess child, Heard heard) throws IOException {
        listen(child, heard);
        return new IllegalStateException("a child ended by itself with " + child.exitCode() + ": " + child.errors());
    }

    /// What one child has had acknowledged.
    ///
    /// @param logged where the log ended when the child started
    private record Heard(long logged, List<Acknowledged> acknowledged) {
        Heard(long logged) {
            this(logged, new ArrayList<>());
        }
    }

    private void listen(ChildProcess child, Heard heard) throws IOException {
        for (var text = child.poll(); text.isPresent(); text = child.poll()) {
            var line = SoakLine.parse(text.get());
            tally.count(line);
            switch (line) {
                case Acknowledged one -> heard.acknowledged.add(one);
                case SoakLine.Lost _, SoakLine.Doubled _, SoakLine.Refused _ -> print.accept(line.text());
                case SoakLine.Verified _ -> verified = heard.logged;
            }
        }
    }
}
