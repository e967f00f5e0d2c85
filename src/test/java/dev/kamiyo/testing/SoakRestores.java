package dev.kamiyo.testing;

import dev.kamiyo.backup.BackupFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/// Goes back to single writes of a random history, one after the other on the same data, and compares each time.
final class SoakRestores {
    static final int WRITES = 10_000;
    private static final int ROUNDS = 5;
    private static final int TOLD_EACH = 100;

    private final Path data;
    private final long seed;
    private final Consumer<String> print;

    /// @param data an empty folder
    /// @param seed decides the writes and to which of them the data go back
    /// @param print is told what is found, and the progress
    SoakRestores(Path data, long seed, Consumer<String> print) {
        this.data = data;
        this.seed = seed;
        this.print = print;
    }

    /// Goes back so often, to another write each time: first to the borders, then to any.
    ///
    /// @param times up to [#WRITES]
    /// @return whether each restore left what the model says
    boolean run(int times) throws IOException, BackupFailedException {
        long begin = System.nanoTime();
        int differ = 0;
        try (var history = new WrittenHistory(data, seed, WRITES, ROUNDS)) {
            history.write();
            var places = places(history).subList(0, times);
            for (int i = 0; i < times; i++) {
                var wrong = history.goBack(places.get(i));
                wrong.forEach(print);
                differ += wrong.isEmpty() ? 0 : 1;
                if ((i + 1) % TOLD_EACH == 0) {
                    print.accept("%,d of %,d: %d differ, %,d s".formatted(i + 1, times, differ, seconds(begin)));
                }
            }
            var harm = history.harm();
            harm.forEach(print);
            print.accept("%,d restores to single writes of %,d with seed %d: %d differ, in %,d s"
                    .formatted(times, WRITES, seed, differ, seconds(begin)));
            return differ == 0 && harm.isEmpty();
        }
    }

    private List<Long> places(WrittenHistory history) throws IOException {
        var borders = history.borders();
        var places = new ArrayList<>(borders.tailSet(1L));
        var others = new ArrayList<>(LongStream.rangeClosed(1, WRITES)
                .boxed()
                .filter(seq -> !borders.contains(seq))
                .toList());
        Collections.shuffle(others, new Random(seed));
        places.addAll(others);
        return places;
    }

    private static long seconds(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    }
}
