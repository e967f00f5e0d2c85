package dev.kamiyo.alert;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long is waited between attempts.
///
/// @param first after the first attempt that failed; it becomes four times as long after each
/// @param longest at most
/// @param all from when on a message is given up
record Pace(Duration first, Duration longest, Duration all) {
    /// From a quarter of a second to 15 minutes, for a day.
    static final Pace CALM = new Pace(Duration.ofMillis(250), Duration.ofMinutes(15), Duration.ofDays(1));

    /// How long to wait now, half as long to one and a half times, so that targets of one server do not come together.
    ///
    /// @param failures in a row, at least 1
    Duration after(int failures) {
        double nanos = Math.min(first.toNanos() * Math.pow(4, failures - 1.0), (double) longest.toNanos());
        return Duration.ofNanos(
                (long) (nanos * (0.5 + ThreadLocalRandom.current().nextDouble())));
    }
}
