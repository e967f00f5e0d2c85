package dev.kamiyo.net;

import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.kamiyo.net.Answer.Absent;
import dev.kamiyo.net.Answer.Body;
import dev.kamiyo.net.Answer.Failed;
import dev.kamiyo.net.Answer.NotModified;
import dev.kamiyo.net.Answer.RateLimited;
import dev.kamiyo.net.Answer.Validators;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/// The HTTP client for everything that leaves the house: guarded, bounded in time and size, patient with passing
/// faults, polite to each server.
///
/// Safe for use by many threads. Close it after use.
public final class Outgoing implements AutoCloseable {
    private static final int REDIRECTS = 5;

    /// How long and how much.
    ///
    /// @param connect until a connection stands
    /// @param total for one attempt, the body included
    /// @param maxBytes of a decoded body
    /// @param attempts at least 1
    /// @param firstWait before the second attempt; it doubles after each
    public record Limits(Duration connect, Duration total, int maxBytes, int attempts, Duration firstWait) {
        /// For a feed: 10 s, 2 min, 64 MiB, three attempts from 1 s on.
        public static final Limits FEED =
                new Limits(Duration.ofSeconds(10), Duration.ofMinutes(2), 64 << 20, 3, Duration.ofSeconds(1));
    }

    private final HttpClient client;
    private final Limits limits;
    private final Hosts hosts;
    private final RetryPolicy<Answer> retries;

    /// @param hosts what is known of servers, shared by all clients of the program
    /// @param agent the User-Agent
    /// @throws IllegalStateException when the client does not start
    public Outgoing(AddressGuard guard, Limits limits, Hosts hosts, String agent) {
        this.limits = limits;
        this.hosts = hosts;
        this.retries = RetryPolicy.<Answer>builder()
                .handleResultIf(answer -> answer instanceof Failed failed && failed.passing())
                .abortOn(CircuitBreakerOpenException.class)
                .withMaxAttempts(limits.attempts())
                .withBackoff(limits.firstWait(), limits.firstWait().multipliedBy(16))
                .withJitter(0.25)
                .build();
        this.client = GuardedClient.start(guard, limits.connect(), agent);
        client.setMaxRedirects(REDIRECTS);
    }

    /// Fetches a document.
    ///
    /// @param uri http or https
    /// @param known the validators of the copy that the caller has
    public Answer get(URI uri, Validators known) {
        return ask(new Question(uri, known, null));
    }

    /// Asks a question that is put as a JSON body. It changes nothing there, so it is repeated as a GET is.
    ///
    /// @param uri http or https
    /// @param json the body
    public Answer post(URI uri, String json) {
        return ask(new Question(uri, Validators.NONE, json));
    }

    /// A request to be.
    private record Question(
            URI uri, Validators known, @Nullable String json) {}

    private Answer ask(Question question) {
        var uri = question.uri;
        if (!("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                || uri.getHost() == null
                || uri.getPort() > 65_535) {
            return new Failed("'" + uri + "' is not an http or https URL", false);
        }
        var host = hosts.of(uri);
        try {
            return Failsafe.with(retries, host.circuit()).get(() -> {
                host.pace().acquirePermit();
                return attempt(question);
            });
        } catch (CircuitBreakerOpenException e) {
            var rest = e.getCircuitBreaker().getRemainingDelay().toSeconds() + 1;
            return new Failed("it failed too often and is left alone for another " + rest + " s", false);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                return new Failed("interrupted", true);
            }
            throw e;
        }
    }

    private Answer attempt(Question question) throws InterruptedException {
        var known = question.known;
        var request = client.newRequest(question.uri)
                .timeout(limits.total().toMillis(), TimeUnit.MILLISECONDS)
                .headers(headers -> {
                    if (known.etag() != null) {
                        headers.put(HttpHeader.IF_NONE_MATCH, known.etag());
                    }
                    if (known.lastModified() != null) {
                        headers.put(HttpHeader.IF_MODIFIED_SINCE, known.lastModified());
                    }
                });
        if (question.json != null) {
            request.method(HttpMethod.POST).body(new StringRequestContent("application/json", question.json));
        }
        var done = new CompletableFuture<Answer>();
        request.send(new Collector(limits.maxBytes(), done));
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /// Gathers the body and turns every end into an answer.
    private static final class Collector extends BufferingResponseListener {
        private final int maxBytes;
        private final CompletableFuture<Answer> done;

        Collector(int maxBytes, CompletableFuture<Answer> done) {
            super(maxBytes);
            this.maxBytes = maxBytes;
            this.done = done;
        }

        @Override
        public void onComplete(Result result) {
            var failure = result.getFailure();
            done.complete(failure == null ? answer(result.getResponse()) : GuardedClient.failed(failure, maxBytes));
        }

        private Answer answer(Response response) {
            int status = response.getStatus();
            var headers = response.getHeaders();
            return switch (status) {
                case 200, 201, 202, 204 ->
                    new Body(
                            getContent() == null ? new byte[0] : getContent(),
                            new Validators(headers.get(HttpHeader.ETAG), headers.get(HttpHeader.LAST_MODIFIED)));
                case 304 -> new NotModified();
                case 404, 410 -> new Absent(status);
                case 429 -> new RateLimited(wait(headers));
                case 503 ->
                    headers.contains(HttpHeader.RETRY_AFTER)
                            ? new RateLimited(wait(headers))
                            : new Failed("it answered with status 503", true);
                default -> new Failed("it answered with status " + status, status >= 500);
            };
        }

        private static Duration wait(HttpFields headers) {
            var seconds = headers.get(HttpHeader.RETRY_AFTER);
            return seconds != null && seconds.matches("\\d{1,6}")
                    ? Duration.ofSeconds(Long.parseLong(seconds))
                    : Duration.ofMinutes(1);
        }
    }

    /// Stops the client, for a caller that was interrupted too.
    @Override
    public void close() {
        GuardedClient.stop(client);
    }
}
