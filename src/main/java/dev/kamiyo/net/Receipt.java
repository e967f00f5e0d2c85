package dev.kamiyo.net;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How one attempt to send something went.
///
/// @param status of the answer, of HTTP or of SMTP; 0 when there was none
/// @param failure why it did not arrive, for a person; null when it did
/// @param patience for how long the server wants to be left alone; empty when it did not say
/// @param head the first characters of the answer
/// @param took until the answer was there, or nothing was waited for any more
public record Receipt(
        Outcome outcome,
        int status,
        @Nullable String failure,
        Optional<Duration> patience,
        String head,
        Duration took) {
    private static final int HEAD = 500;

    /// What became of it.
    public enum Outcome {
        /// The server took it.
        TAKEN,
        /// It was not taken now, for a reason that concerns all that is sent there.
        LATER,
        /// The server is there and did not take this; it may take others, and this another time.
        REFUSED,
        /// The server will never take this.
        NEVER
    }

    /// An attempt that came to no answer.
    public static Receipt unanswered(String why, Duration took) {
        return new Receipt(Outcome.LATER, 0, why, Optional.empty(), "", took);
    }

    /// Whether the server took it.
    public boolean arrived() {
        return outcome == Outcome.TAKEN;
    }

    /// The beginning of an answer, on one line.
    static String head(String answer) {
        return answer.replaceAll("[\\p{Cntrl}\\x{FFFD}]+", " ")
                .strip()
                .codePoints()
                .limit(HEAD)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
