package dev.kamiyo.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.eclipse.jetty.http.HttpDateTime;
import org.jspecify.annotations.Nullable;

/// Says of answers when what they tell last changed: at the last write, or when the program started, which may tell the
/// same data otherwise than the one before it. Immutable; safe for use by many threads.
final class LastModified {
    private final Clock clock;
    private final Instant started;

    LastModified(Clock clock) {
        this.clock = clock;
        this.started = clock.instant();
    }

    /// An answer with the header, unless the second of the change is not over: another change in the same second
    /// could not be told from it.
    Response on(Response answer, Instant written) {
        var second = (written.isAfter(started) ? written : started).truncatedTo(ChronoUnit.SECONDS);
        return clock.instant().isBefore(second.plusSeconds(1))
                ? answer
                : answer.with("Last-Modified", HttpDateTime.format(second.atOffset(ZoneOffset.UTC)));
    }

    /// Whether an If-Modified-Since header is as late as an answer: the caller's own copy still holds. A header that
    /// is no date does not count.
    static boolean holds(@Nullable String header, @Nullable String answer) {
        if (header == null || answer == null) {
            return false;
        }
        long since = HttpDateTime.parseToEpoch(header);
        return since >= 0 && HttpDateTime.parseToEpoch(answer) <= since;
    }
}
