package dev.kamiyo.net;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How one attempt to send something went.
///
/// @param status of the answer; 0 when there was none
/// @param failure why it did not arrive, for a person; null when it did
/// @param patience for how long the server wants to be left alone; empty when it did not say
/// @param head the first characters of the answer
/// @param took until the answer was there, or nothing was waited for any more
public record Receipt(int status, @Nullable String failure, Optional<Duration> patience, String head, Duration took) {
    /// Whether the server took it.
    public boolean arrived() {
        return failure == null;
    }
}
