package dev.kamiyo.source;

import java.time.Duration;

/// How fetching a feed ended.
public sealed interface Fetch {
    /// The feed's files, whole.
    ///
    /// @param content what was fetched
    /// @param validators what to give to the next fetch of the same location, as text; empty when it gives none
    record Fetched(Content content, String validators) implements Fetch {}

    /// Nothing changed since the last fetch.
    record NotModified() implements Fetch {}

    /// The server asks for patience.
    record RateLimited(Duration patience) implements Fetch {}

    /// What is there is not this feed.
    record Malformed(String why) implements Fetch {}

    /// Nothing could be read there.
    record Unreachable(String why) implements Fetch {}
}
