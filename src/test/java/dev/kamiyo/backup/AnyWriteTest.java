package dev.kamiyo.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.WrittenHistory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Any single write of 10,000 can be gone back to. `kamiyo soak --restores 10000` goes back to each.
@Timeout(120)
final class AnyWriteTest {
    private static final int WRITES = 10_000;
    private static final int AT_RANDOM = 20;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRestoreLeavesWhatThereWasAtTheWriteAndKeepsWhatOutlivesIt() throws Exception {
        long seed = Long.getLong("kamiyo.restores.seed", System.nanoTime());
        System.out.println("AnyWriteTest seed " + seed);
        var random = new SplittableRandom(seed);
        try (var history = new WrittenHistory(folder, seed, WRITES, 1)) {
            history.write();
            var places = new TreeSet<>(history.borders());
            assertThat(places)
                    .as("seed %d", seed)
                    .contains(0L, 1L, (long) WRITES)
                    .hasSizeGreaterThan(12);
            random.longs(AT_RANDOM, 0, WRITES + 1L).forEach(places::add);
            var shuffled = new ArrayList<>(places);
            Collections.shuffle(shuffled, new Random(seed));
            for (long to : shuffled) {
                assertThat(history.goBack(to)).as("seed %d", seed).isEmpty();
            }
            assertThat(history.harm()).as("seed %d", seed).isEmpty();
        }
    }
}
