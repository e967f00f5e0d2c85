package dev.kamiyo.alert;

import java.util.concurrent.atomic.LongAdder;

/// Counts attempts to deliver since the process began. Safe for use by many threads.
final class Attempts {
    private final LongAdder arrived = new LongAdder();
    private final LongAdder failed = new LongAdder();

    void count(Attempt attempt) {
        (attempt.arrived() ? arrived : failed).increment();
    }

    long arrived() {
        return arrived.sum();
    }

    long failed() {
        return failed.sum();
    }
}
