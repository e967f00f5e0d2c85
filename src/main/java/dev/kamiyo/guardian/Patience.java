package dev.kamiyo.guardian;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Spaces attempts that fail: each waits twice as long as the one before, up to some seconds. When it is a
/// person's turn, one is made every quarter of an hour. Belongs to one thread.
final class Patience {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Duration PERSONS_TURN = Duration.ofMinutes(15);

    private final Clock clock;
    private Duration wait = FIRST;
    private Instant failed = Instant.EPOCH;
    private Instant next = Instant.EPOCH;

    Patience(Clock clock) {
        this.clock = clock;
    }

    /// Over, too, when the clock went back behind the attempt: nobody knows how long the wait would be then.
    boolean isOver() {
        var now = clock.instant();
        return !now.isBefore(next) || now.isBefore(failed);
    }

    /// @param isPersonsTurn whether more attempts soon would be of no use
    void failed(boolean isPersonsTurn) {
        failed = clock.instant();
        next = failed.plus(isPersonsTurn ? PERSONS_TURN : wait);
        wait = wait.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : wait.multipliedBy(2);
    }

    void ends() {
        wait = FIRST;
        next = Instant.EPOCH;
    }
}
