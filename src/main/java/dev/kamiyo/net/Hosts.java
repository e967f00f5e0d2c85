package dev.kamiyo.net;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.RateLimiter;
import dev.kamiyo.net.Answer.Failed;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How each server is treated: its requests are spaced, and one that keeps failing is left alone for a while.
///
/// Meant to last as long as the program, for all its requests. Safe for use by many threads.
public final class Hosts {
    private static final int FAILURES = 5;

    private final Duration spacing;
    private final Duration rest;
    private final Map<String, Host> known = new ConcurrentHashMap<>();

    /// What is known of one server.
    ///
    /// @param pace gives a permit when the next request may go out
    /// @param circuit is open while the server is left alone
    record Host(RateLimiter<Object> pace, CircuitBreaker<Answer> circuit) {}

    /// @param spacing between the starts of two requests to one server, more than 0
    /// @param rest for how long a server is left alone after five passing failures in a row
    public Hosts(Duration spacing, Duration rest) {
        this.spacing = spacing;
        this.rest = rest;
    }

    /// The treatment of strangers' servers: a second between requests, ten minutes of rest.
    public static Hosts polite() {
        return new Hosts(Duration.ofSeconds(1), Duration.ofMinutes(10));
    }

    Host of(URI uri) {
        var name = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + uri.getPort();
        return known.computeIfAbsent(name, _ -> unknown());
    }

    private Host unknown() {
        var circuit = CircuitBreaker.<Answer>builder()
                .handleResultIf(answer -> answer instanceof Failed failed && failed.passing())
                .withFailureThreshold(FAILURES)
                .withDelay(rest)
                .build();
        return new Host(RateLimiter.smoothBuilder(spacing).build(), circuit);
    }
}
