package dev.kamiyo.http;

import dev.kamiyo.access.Caller;
import dev.kamiyo.access.Proxies;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Trace;
import dev.kamiyo.http.Places.Place;
import dev.kamiyo.search.ViewReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the route of a request, checks who calls and with which parameters, and turns every failure into a problem.
///
/// This is the one place where exceptions become answers.
final class Router extends Handler.Abstract {
    /// The parameters that take several values, repeated or parted by commas.
    private static final Set<String> SEVERAL = Stream.of(ViewReader.SEVERAL, Set.of("facet", "role"))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private static final Logger log = LoggerFactory.getLogger("http");
    private static final String NO_ROUTE = "none";
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int PART = 16 << 10;

    private final Places places;
    private final Routes routes;
    private final Gate gate;
    private final Cors cors;
    private final Proxies proxies;
    private final Limits limits;
    private final Semaphore answers;

    Router(Routes routes, AccessPolicy policy, Limits limits) {
        this.routes = routes;
        this.gate = new Gate(policy, routes.keys());
        this.cors = policy.cors();
        this.proxies = policy.proxies();
        this.limits = limits;
        this.answers = new Semaphore(limits.answers());
        this.places = new Places(routes.all());
    }

    @Override
    public boolean handle(
            org.eclipse.jetty.server.Request request, org.eclipse.jetty.server.Response response, Callback callback) {
        long start = System.nanoTime();
        var place = places.find(request.getHttpURI().getCanonicalPath()).orElse(null);
        var answer = answer(request, place, response.getHeaders());
        if (answer.body() instanceof Response.Body.Live live) {
            count(request, place, answer, start); // it may last for days
            try {
                send(request, response, answer, callback);
            } finally {
                live.end().run();
            }
        } else {
            send(request, response, answer, callback);
            count(request, place, answer, start);
        }
        return true;
    }

    private void count(org.eclipse.jetty.server.Request request, @Nullable Place place, Response answer, long start) {
        routes.metrics()
                .answered(
                        name(place),
                        known(request.getMethod()),
                        answer.status(),
                        Duration.ofNanos(System.nanoTime() - start));
    }

    private static String name(@Nullable Place place) {
        return place == null ? NO_ROUTE : place.template();
    }

    /// Methods are a label of metrics, so that what a stranger invents must not make new ones.
    private static String known(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST" -> method;
            default -> "other";
        };
    }

    private Response answer(
            org.eclipse.jetty.server.Request request, @Nullable Place place, HttpFields.Mutable headers) {
        try {
            var caller = gate.admit(request, place != null && place.isOpen(), headers);
            if (place == null) {
                throw new ProblemException(
                        Problem.notFound("there is nothing at this path; exploits are at /api/v1/exploits"));
            }
            var allowed = place.methods(caller instanceof Caller.Local);
            if (allowed.isEmpty()) {
                throw new ProblemException(Problem.notFound("there is nothing at this path"));
            }
            if (Cors.isPreflight(request.getMethod(), request.getHeaders())) {
                return cors.preflight(request.getHeaders(), allowed);
            }
            var route = route(request.getMethod(), place, allowed, caller);
            return answer(route, read(request, place, route, caller));
        } catch (ProblemException e) {
            return refuse(request, place, e.problem());
        } catch (DbFaultException e) {
            return refuse(request, place, Problem.unavailable(e.fault(), e.isUnknown()));
        } catch (RuntimeException e) {
            if (e instanceof HttpException refused) {
                return Problem.of(
                                refused.getCode(),
                                "bad-request",
                                "The request is not valid",
                                "it broke off or is not HTTP")
                        .response();
            }
            log.error("{} {} failed; this is a defect, please report it", known(request.getMethod()), name(place), e);
            return refuse(request, place, Problem.of(500, "internal", "The service has a defect", "it was logged"));
        }
    }

    private Response refuse(org.eclipse.jetty.server.Request request, @Nullable Place place, Problem problem) {
        return routes.refusals().answer(request, place == null ? null : place.template(), problem);
    }

    /// Makes an answer when not too many are being made. What tells of health is never kept waiting.
    private Response answer(Route route, Request request) {
        return switch (route.access()) {
            case OPEN, LOCAL -> route.handler().handle(request);
            case READ, WRITE, ADMIN -> {
                if (!isAdmitted()) {
                    throw new ProblemException(new Problem(
                            503,
                            "overloaded",
                            "The service is busy",
                            "too many answers are being made just now; try again",
                            null,
                            null,
                            Map.of("Retry-After", "1")));
                }
                try {
                    yield traced(route, request);
                } finally {
                    answers.release();
                }
            }
        };
    }

    /// Whatever is answered says where it was read, also that there is no such thing: a backup may not have it yet.
    private static Response traced(Route route, Request request) {
        var trace = new Trace();
        try {
            return Database.traced(trace, () -> route.handler().handle(request)).readFrom(trace.origin());
        } catch (ProblemException e) {
            throw new ProblemException(e.problem().readFrom(trace.origin()));
        }
    }

    private boolean isAdmitted() {
        try {
            return answers.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Route route(String method, Place place, Set<String> allowed, Caller caller) {
        var wanted = method.equals("HEAD") ? "GET" : method;
        var route = allowed.contains(wanted) ? place.route(wanted) : Optional.<Route>empty();
        if (route.isPresent()) {
            gate.permit(route.get(), caller);
            return route.get();
        }
        throw new ProblemException(new Problem(
                405,
                "method-not-allowed",
                "The method is not allowed here",
                "allowed here are " + String.join(", ", allowed),
                null,
                List.copyOf(allowed),
                Map.of("Allow", String.join(", ", allowed))));
    }

    private Request read(org.eclipse.jetty.server.Request request, Place place, Route route, Caller caller) {
        var query = query(request, route);
        return new Request(
                place.parts(request.getHttpURI().getDecodedPath()),
                query,
                Optional.ofNullable(HeaderLines.joined(request.getHeaders(), HttpHeader.ACCEPT))
                        .orElse(""),
                HeaderLines.only(request.getHeaders(), "Idempotency-Key"),
                HeaderLines.only(request.getHeaders(), "Last-Event-ID"),
                route.method() == Route.Method.POST ? RequestBody.read(request, limits.body()) : new byte[0],
                caller,
                () -> PublicUrl.of(request, proxies));
    }

    private static Map<String, String> query(org.eclipse.jetty.server.Request request, Route route) {
        var query = new HashMap<String, String>();
        var fields = extract(request);
        for (var field : fields) {
            if (!route.parameters().contains(field.getName())) {
                throw new ProblemException(Problem.unknownParameter(field.getName(), route.parameters()));
            }
            if (field.hasMultipleValues() && !SEVERAL.contains(field.getName())) {
                throw new ProblemException(
                        Problem.invalidParameter(field.getName(), field.getName() + " is given more than once"));
            }
            query.put(field.getName(), String.join(",", field.getValues()));
        }
        return query;
    }

    private static Fields extract(org.eclipse.jetty.server.Request request) {
        try {
            return org.eclipse.jetty.server.Request.extractQueryParameters(request);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(Problem.of(
                    400, "bad-request", "The request is not valid", "the query is not percent-encoded UTF-8"));
        }
    }

    /// Whether the caller's own copy still holds. Where there is a tag to go by, times do not count.
    private static boolean holds(HttpFields asked, HttpFields answered) {
        var tags = HeaderLines.joined(asked, HttpHeader.IF_NONE_MATCH);
        return tags != null
                ? Validators.match(tags, answered.get(HttpHeader.ETAG))
                : LastModified.holds(asked.get(HttpHeader.IF_MODIFIED_SINCE), answered.get(HttpHeader.LAST_MODIFIED));
    }

    private void send(
            org.eclipse.jetty.server.Request request,
            org.eclipse.jetty.server.Response response,
            Response answer,
            Callback done) {
        var headers = response.getHeaders();
        answer.headers().forEach(headers::put);
        SecurityHeaders.add(headers);
        cors.allow(request.getHeaders(), headers);
        var callback = done;
        if (!Linger.isOver(request)) {
            headers.put(HttpHeader.CONNECTION, "close"); // the rest of the body would be taken for the next request
            if (!request.getHeaders().contains(HttpHeader.EXPECT)) { // who asked first has not sent it
                callback = Callback.from(() -> Linger.then(request, done), done::failed);
            }
        }
        if (!headers.contains(HttpHeader.CACHE_CONTROL)) {
            headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        }
        boolean head = request.getMethod().equals("HEAD");
        if (holds(request.getHeaders(), headers)) {
            response.setStatus(304);
            headers.remove(HttpHeader.CONTENT_TYPE);
            response.write(true, null, callback);
            return;
        }
        response.setStatus(answer.status());
        boolean zips = answer.body().isWorthZipping()
                && Validators.zips(HeaderLines.joined(request.getHeaders(), HttpHeader.ACCEPT_ENCODING));
        if (zips) {
            headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
        }
        switch (answer.body()) {
            case Response.Body.Whole whole -> {
                var bytes = zips ? whole.zipped() : whole.bytes();
                headers.put(HttpHeader.CONTENT_LENGTH, bytes.length);
                response.write(true, head ? null : ByteBuffer.wrap(bytes), callback);
            }
            case Response.Body.Streamed _, Response.Body.Live _
            when head -> response.write(false, null, callback); // what is the last of a body tells its length
            case Response.Body.Streamed streamed -> {
                var sink = Content.Sink.asOutputStream(response);
                try {
                    var out = zips ? zipped(sink) : sink;
                    streamed.writer().write(out);
                    out.close(); // not after a failure, which must not look like an orderly end
                    callback.succeeded();
                } catch (IOException | RuntimeException e) {
                    brokeOff(request, e);
                    callback.failed(e);
                }
            }
            case Response.Body.Live live -> {
                var out = Content.Sink.asOutputStream(response);
                try {
                    live.writer().write(out);
                    out.close(); // as above
                    callback.succeeded();
                } catch (IOException e) {
                    callback.failed(e); // the caller went away
                } catch (RuntimeException e) {
                    brokeOff(request, e);
                    callback.failed(e);
                }
            }
        }
    }

    /// Zips what is written to it; a flush sends what is there.
    private static OutputStream zipped(OutputStream out) throws IOException {
        return new GZIPOutputStream(new BufferedOutputStream(out, PART), PART, true);
    }

    /// A caller that went away is no fault, and only a defect needs its stack.
    private static void brokeOff(org.eclipse.jetty.server.Request request, Exception e) {
        var path = request.getHttpURI().getPath();
        switch (e) {
            case EofException _ -> log.debug("the answer to {} broke off: the caller went away", path);
            case IOException _, DbFaultException _ -> log.warn("the answer to {} broke off: {}", path, e.toString());
            default -> log.warn("the answer to {} broke off", path, e);
        }
    }
}
