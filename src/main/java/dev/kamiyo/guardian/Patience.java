package dev.kamiyo.guardian;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Spaces attempts that fail: each waits twice as long as the one before. After many that replaced something it is a
/// person's turn, and one is made every quarter of an hour. Belongs to one thread.
final class Patience {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final long MOST = 12;
    private static final Duration PERSONS_TURN = Duration.ofMinutes(15);

    private final Clock clock;
    private Duration wait = FIRST;
    private Instant next = Instant.EPOCH;

    Patience(Clock clock) {
        this.clock = clock;
    }

    boolean isOver() {
        return !clock.instant().isBefore(next);
    }

    /// @param replaced how many attempts have replaced something, also before a restart
    void failed(long replaced) {
        next = clock.instant().plus(replaced >= MOST ? PERSONS_TURN : wait);
        wait = wait.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : wait.multipliedBy(2);
    }

    void ends() {
        wait = FIRST;
        next = Instant.EPOCH;
    }
}
