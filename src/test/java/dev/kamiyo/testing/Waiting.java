package dev.kamiyo.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waiting for what another thread or process brings about.
public final class Waiting {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Waiting() {}

    /// Returns once a condition holds.
    ///
    /// @throws AssertionError when it does not within 20 seconds
    public static void until(Callable<Boolean> condition) throws Exception {
        within(LIMIT, condition);
    }

    /// Returns once a condition holds.
    ///
    /// @throws AssertionError when it does not in time
    public static void within(Duration limit, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen within " + limit.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
