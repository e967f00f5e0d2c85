package dev.kamiyo.net;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.RateLimiter;
import dev.kamiyo.net.Answer.Failed;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How each server is treated: its requests are spaced, whoever makes them, and one that keeps failing somebody is left
/// alone by them for a while.
///
/// Meant to last as long as the program, for all its requests. Safe for use by many threads.
public final class Hosts {
    private static final int FAILURES = 5;

    private final Duration spacing;
    private final Duration rest;
    private final String asking;
    private final Map<String, RateLimiter<Object>> paces;
    private final Map<String, CircuitBreaker<Answer>> circuits;

    /// What is known of one server.
    ///
    /// @param pace gives a permit when the next request may go out
    /// @param circuit is open while the server is left alone
    record Host(RateLimiter<Object> pace, CircuitBreaker<Answer> circuit) {}

    /// @param spacing between the starts of two requests to one server, more than 0
    /// @param rest for how long a server is left alone after five passing failures in a row
    public Hosts(Duration spacing, Duration rest) {
        this(spacing, rest, "", new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    private Hosts(
            Duration spacing,
            Duration rest,
            String asking,
            Map<String, RateLimiter<Object>> paces,
            Map<String, CircuitBreaker<Answer>> circuits) {
        this.spacing = spacing;
        this.rest = rest;
        this.asking = asking;
        this.paces = paces;
        this.circuits = circuits;
    }

    /// The treatment of strangers' servers: a second between requests, ten minutes of rest.
    public static Hosts polite() {
        return new Hosts(Duration.ofSeconds(1), Duration.ofMinutes(10));
    }

    /// The same servers, asked by somebody whose failures hold nobody else up.
    ///
    /// @param name the same for the same one
    public Hosts askedBy(String name) {
        return new Hosts(spacing, rest, name, paces, circuits);
    }

    Host of(URI uri) {
        var name = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + uri.getPort();
        return new Host(
                paces.computeIfAbsent(
                        name, _ -> RateLimiter.smoothBuilder(spacing).build()),
                circuits.computeIfAbsent(asking + " " + name, _ -> circuit()));
    }

    private CircuitBreaker<Answer> circuit() {
        return CircuitBreaker.<Answer>builder()
                .handleResultIf(answer -> answer instanceof Failed failed && failed.passing())
                .withFailureThreshold(FAILURES)
                .withDelay(rest)
                .build();
    }
}
