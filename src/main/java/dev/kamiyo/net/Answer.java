package dev.kamiyo.net;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a request to somebody else's server ended.
public sealed interface Answer {
    /// The whole body, within the size limit.
    ///
    /// @param body decoded
    /// @param validators what to send next time
    record Body(byte[] body, Validators validators) implements Answer {}

    /// Nothing changed since the validators were given.
    record NotModified() implements Answer {}

    /// The server asks for patience (429, or 503 with Retry-After).
    record RateLimited(Duration patience) implements Answer {}

    /// The server has no such thing (404, 410).
    record Absent(int status) implements Answer {}

    /// No usable answer: no connection, a time-out, a body that is too large or was cut off, another status.
    ///
    /// @param why for a person
    /// @param passing whether the same request may work later
    record Failed(String why, boolean passing) implements Answer {}

    /// What a server gave to ask "has it changed?" with.
    record Validators(@Nullable String etag, @Nullable String lastModified) {
        /// Nothing to compare with: the body is always sent.
        public static final Validators NONE = new Validators(null, null);
    }
}
