package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// When a read that takes long is asked of the standby as well.
final class HedgeTest extends OpenDatabase {
    @Test
    void aPrimaryThatAnswersNobodyIsNotWaitedFor() {
        var runs = new AtomicInteger();
        var over = new CountDownLatch(1);
        var read = database.ask(_ -> {
            boolean first = runs.incrementAndGet() == 1;
            return !first || waitFor(over);
        });
        assertThat(read.origin()).isEqualTo(Origin.STANDBY);
        assertThat(runs).hasValue(2);
        over.countDown();
    }

    @Test
    void whileThePrimaryAnswersOthersAQueryIsNotMadeTwiceAtOnce() throws Exception {
        var runs = new AtomicInteger();
        var begun = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var slow = CompletableFuture.supplyAsync(
                    () -> database.ask(_ -> {
                        runs.incrementAndGet();
                        begun.countDown();
                        return waitFor(over);
                    }),
                    threads);
            assertThat(waitFor(begun)).isTrue();
            var others = IntStream.range(0, READERS) // one of them is answered at any time, however busy the machine
                    .mapToObj(_ -> threads.submit(this::readForAWhile))
                    .toList();
            for (var other : others) {
                other.get();
            }
            over.countDown();
            assertThat(slow.join().origin()).isEqualTo(Origin.PRIMARY);
            assertThat(runs).hasValue(1);
        }
    }

    /// Three times as long as a primary that answers nobody is waited for.
    private void readForAWhile() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < Duration.ofMillis(150).toNanos()) {
            database.read(Reader::seq);
        }
    }

    @Test
    void aQueryThatTheStandbyHasAnsweredIsNotBegunAnyMore() {
        var over = new CountDownLatch(1);
        var begun = new CountDownLatch(READERS);
        var runs = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < READERS; i++) { // all connections of the primary, but none of the standby
                var first = new AtomicInteger();
                var _ = threads.submit(() -> database.ask(_ -> {
                    if (first.incrementAndGet() > 1) {
                        return true;
                    }
                    begun.countDown();
                    return waitFor(over);
                }));
            }
            assertThat(waitFor(begun)).isTrue();
            var read = database.ask(_ -> runs.incrementAndGet());
            assertThat(read.origin()).isEqualTo(Origin.STANDBY);
            over.countDown();
        }
        for (int i = 0; i < 2 * READERS; i++) {
            database.read(Reader::seq); // whatever was asked before is done
        }
        assertThat(runs).hasValue(1);
    }
}
