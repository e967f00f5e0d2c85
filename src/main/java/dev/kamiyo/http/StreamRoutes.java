package dev.kamiyo.http;

import dev.kamiyo.access.Caller;
import dev.kamiyo.access.Keyring;
import dev.kamiyo.journal.Head;
import dev.kamiyo.search.Sieve;
import dev.kamiyo.search.ViewReader;
import dev.kamiyo.stream.ChangeEvent;
import dev.kamiyo.stream.ChangeLog;
import dev.kamiyo.stream.Follower;
import dev.kamiyo.stream.News;
import dev.kamiyo.stream.Place;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Changes as they happen, as server-sent events. Each client has a virtual thread, on which it alone waits.
final class StreamRoutes {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /// An empty comment. The server sends the end of a chunk only with the next one, and clients that take whole chunks
    /// (those of Python) would get each event only with the one after it; so this follows as a chunk of its own.
    private static final byte[] PUSH = ":\n".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<Head> head;
    private final ChangeLog changes;
    private final Keyring keys;
    private final int most;
    private final Duration heartbeat;
    private final ViewReader views = ViewReader.load();
    private final LongAdder sent = new LongAdder();

    /// @param head tells the last line of the journal
    /// @param keys tells whether the key of a client still counts
    /// @param most how many may follow at once
    StreamRoutes(Supplier<Head> head, ChangeLog changes, Keyring keys, int most) {
        this(head, changes, keys, most, HEARTBEAT);
    }

    /// @param heartbeat how long nothing may be sent
    StreamRoutes(Supplier<Head> head, ChangeLog changes, Keyring keys, int most, Duration heartbeat) {
        this.head = head;
        this.changes = changes;
        this.keys = keys;
        this.most = most;
        this.heartbeat = heartbeat;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/stream", this::stream, Views.filters("after")));
    }

    void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("kamiyo_stream_clients")
                .help("Clients that follow the stream.")
                .callback(gauge -> gauge.call(changes.followers()))
                .register(registry);
        CounterWithCallback.builder()
                .name("kamiyo_stream_events_total")
                .help("Events that were sent to clients of the stream.")
                .callback(counter -> counter.call((double) sent.sum()))
                .register(registry);
        CounterWithCallback.builder()
                .name("kamiyo_stream_catch_ups_total")
                .help("Reads for one client of the stream that was behind what is kept in memory.")
                .callback(counter -> counter.call((double) changes.catchUps()))
                .register(registry);
    }

    private Response stream(Request request) {
        var sieve = Sieve.of(Views.filter(request, views));
        var start = start(request);
        var head = changes.head().orElseThrow(() -> new ProblemException(Problem.stale()));
        var follower = changes.follow(head, start, most).orElseThrow(this::full);
        return Response.live(
                        "text/event-stream", out -> follow(out, follower, sieve, request.caller()), follower::close)
                .with("X-Accel-Buffering", "no");
    }

    private ProblemException full() {
        return new ProblemException(new Problem(
                503,
                "too-many-streams",
                "Too many follow the stream",
                "at most " + most + " may at once; ask /api/v1/changes, or try again",
                null,
                null,
                Map.of("Retry-After", "30")));
    }

    /// Where to go on; the header comes from those who were connected before, so that it is the later place.
    private Optional<Place> start(Request request) {
        boolean again = request.lastEventId().isPresent();
        var name = again ? "Last-Event-ID" : "after";
        var text = again
                ? request.lastEventId()
                : Optional.ofNullable(request.query().get("after"));
        var start = text.map(id -> Place.parse(id)
                .orElseThrow(() -> new ProblemException(Problem.invalidParameter(
                        name, name + " is 0 for the beginning, the id of an event, or 'next' of /api/v1/changes"))));
        start.ifPresent(place -> ChangeRoutes.check(name, place.epoch(), place.seq(), head.get()));
        return start;
    }

    private void follow(OutputStream out, Follower follower, Sieve sieve, Caller caller) throws IOException {
        write(out, "retry: 2000\n" + id(follower));
        long last = System.nanoTime();
        try {
            var news = follower.next(heartbeat);
            while (!(news instanceof News.End) && keys.counts(caller)) { // whoever connects again is told why
                if (tell(out, news, follower, sieve)) {
                    last = System.nanoTime();
                } else if (System.nanoTime() - last >= heartbeat.toNanos()) {
                    write(out, ": still here\n" + id(follower));
                    last = System.nanoTime();
                }
                news = follower.next(heartbeat.minusNanos(System.nanoTime() - last));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return whether anything was sent
    private boolean tell(OutputStream out, News news, Follower follower, Sieve sieve) throws IOException {
        return switch (news) {
            case News.Events found -> send(out, found.events(), sieve);
            case News.Reset _ -> {
                write(out, "event: reset\ndata: {}\n" + id(follower));
                yield true;
            }
            case News.Nothing _, News.End _ -> false;
        };
    }

    private boolean send(OutputStream out, List<ChangeEvent> events, Sieve sieve) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var event : events) {
            var part = event.of(sieve);
            if (part.length > 0) {
                bytes.write(part);
                sent.increment();
            }
        }
        if (bytes.size() == 0) {
            return false;
        }
        write(out, bytes.toByteArray());
        return true;
    }

    /// The place, and the end of an event: whoever connects again goes on from there.
    private static String id(Follower follower) {
        return "id: " + follower.place().text() + "\n\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(OutputStream out, byte[] whole) throws IOException {
        out.write(whole);
        out.write(PUSH);
        out.flush();
    }
}
