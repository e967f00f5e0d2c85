package dev.kamiyo.http;

import java.time.Duration;

/// What the server takes upon itself for clients that come by TCP.
///
/// @param answers how many are made at the same time; who comes then waits for a second at most
/// @param connections how many are open; the next are accepted when others are closed
/// @param perAddress how many of them one address may have; what it opens beyond is closed
/// @param idle how long a connection may be silent
/// @param headers how long the next request's line and headers may take to arrive
/// @param body how long a body may take to arrive
record Limits(int answers, int connections, int perAddress, Duration idle, Duration headers, Duration body) {
    static final Limits DEFAULT =
            new Limits(256, 8_000, 1_000, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /// Bytes of a request's line and headers.
    static final int HEADERS = 8 << 10;

    /// Bytes of a request's body.
    static final int BODY = 1 << 20;
}
