package dev.kamiyo.net;

import dev.kamiyo.net.Receipt.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/// Delivers messages to other people's servers: guarded, bounded in time, one attempt a call. When to try again is
/// its caller's business. Safe for use by many threads. Close it after use.
public final class Sender implements AutoCloseable {
    private static final int HEAD = 2_000;
    private static final int LONGEST_ANSWER = 64 << 10;

    /// The answers of a server that is there and does not want this message.
    private static final Set<Integer> REFUSALS = Set.of(400, 409, 411, 413, 414, 415, 422, 431);

    private final AddressGuard guard;
    private final Duration connect;
    private final Duration total;
    private final String agent;
    private final Mailer mailer;
    private @Nullable HttpClient client;

    /// @param connect until a connection stands
    /// @param total for one attempt, the answer included
    /// @param agent the User-Agent
    public Sender(AddressGuard guard, Duration connect, Duration total, String agent) {
        this.guard = guard;
        this.connect = connect;
        this.total = total;
        this.agent = agent;
        this.mailer = new Mailer(guard, connect, total);
    }

    /// Started when it is needed for the first time: most services name no channel, and all of them start.
    private synchronized HttpClient client() {
        var started = client;
        if (started == null) {
            started = GuardedClient.start(guard, connect, agent);
            client = started;
        }
        return started;
    }

    /// Sends something once.
    ///
    /// @throws InterruptedException when the caller is to stop; whether it arrived is not known then
    public Receipt send(Sendable what) throws InterruptedException {
        return switch (what) {
            case Post post -> send(post);
            case Mail mail -> mailer.send(mail);
        };
    }

    /// A redirect is a failure: who follows it has to leave the body behind, or takes it to a place that nobody named.
    private Receipt send(Post post) throws InterruptedException {
        var answer = new CompletableFuture<Receipt>();
        client().newRequest(post.uri())
                .method("POST")
                .followRedirects(false)
                .timeout(total.toMillis(), TimeUnit.MILLISECONDS)
                .headers(fields -> post.headers().forEach(fields::put))
                .body(new StringRequestContent("application/json", post.json()))
                .send(new Reading(answer));
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /// Reads the beginning of an answer. Its status alone decides, however the rest of it goes.
    private static final class Reading implements Response.Listener {
        private final long start = System.nanoTime();
        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private final CompletableFuture<Receipt> answer;
        private long length;

        Reading(CompletableFuture<Receipt> answer) {
            this.answer = answer;
        }

        @Override
        public void onContent(Response response, ByteBuffer content) {
            length += content.remaining();
            var part = new byte[Math.min(content.remaining(), HEAD - head.size())];
            content.get(part);
            head.writeBytes(part);
            if (length > LONGEST_ANSWER) {
                var _ = response.abort(new IOException("the answer is too long"));
            }
        }

        @Override
        public void onComplete(Result result) {
            var took = Duration.ofNanos(System.nanoTime() - start);
            var response = result.getResponse();
            int status = response == null ? 0 : response.getStatus();
            if (status == 0) {
                var failure = result.getFailure() == null ? new IOException() : result.getFailure();
                answer.complete(Receipt.unanswered(
                        GuardedClient.failed(failure, LONGEST_ANSWER).why(), took));
                return;
            }
            answer.complete(new Receipt(
                    outcome(status),
                    status,
                    status / 100 == 2 ? null : "it answered with status " + status,
                    status == 429 || status == 503 ? patience(response) : Optional.empty(),
                    Receipt.head(head.toString(StandardCharsets.UTF_8)),
                    took));
        }

        private static Outcome outcome(int status) {
            if (status / 100 == 2) {
                return Outcome.TAKEN;
            }
            return REFUSALS.contains(status) ? Outcome.REFUSED : Outcome.LATER;
        }

        private static Optional<Duration> patience(Response response) {
            var seconds = response.getHeaders().get(HttpHeader.RETRY_AFTER);
            return seconds != null && seconds.matches("\\d{1,6}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(seconds)))
                    : Optional.empty();
        }
    }

    /// Stops the client, for a caller that was interrupted too.
    @Override
    public synchronized void close() {
        if (client != null) {
            GuardedClient.stop(client);
        }
    }
}
