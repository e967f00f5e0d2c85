package dev.kamiyo.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.net.Answer.Absent;
import dev.kamiyo.net.Answer.Body;
import dev.kamiyo.net.Answer.Failed;
import dev.kamiyo.net.Answer.NotModified;
import dev.kamiyo.net.Answer.RateLimited;
import dev.kamiyo.net.Answer.Validators;
import dev.kamiyo.net.Outgoing.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class OutgoingTest {
    private static final int MOST = 64 << 10;
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), MOST, 3, Duration.ofMillis(1));

    private final Hosts hosts = new Hosts(Duration.ofMillis(1), Duration.ofMinutes(1));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private HttpServer server;
    private Outgoing outgoing;

    /// What the server does for a path.
    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        outgoing = new Outgoing(AddressGuard.permitting("127.0.0.1"), LIMITS, hosts, "kamiyo-test/1");
    }

    @AfterEach
    void stop() {
        outgoing.close();
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void theBodyComesWithItsValidatorsAndTheAgentIsNamed() {
        on("/feed", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.getResponseHeaders().set("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT");
            answer(exchange, 200, exchange.getRequestHeaders().getFirst("User-Agent"));
        });
        assertThat(get("/feed")).isInstanceOfSatisfying(Body.class, body -> {
            assertThat(new String(body.body(), StandardCharsets.UTF_8)).isEqualTo("kamiyo-test/1");
            assertThat(body.validators()).isEqualTo(new Validators("\"v1\"", "Wed, 21 Oct 2015 07:28:00 GMT"));
        });
    }

    @Test
    void anEmptyBodyWithoutValidatorsIsABody() {
        on("/empty", exchange -> exchange.sendResponseHeaders(200, -1));
        assertThat(get("/empty")).isInstanceOfSatisfying(Body.class, body -> {
            assertThat(body.body()).isEmpty();
            assertThat(body.validators()).isEqualTo(Validators.NONE);
        });
    }

    @Test
    void knownValidatorsAreSentAndNotModifiedIsUnderstood() {
        on("/feed", exchange -> {
            var headers = exchange.getRequestHeaders();
            boolean known = "\"v1\"".equals(headers.getFirst("If-None-Match"))
                    && "yesterday".equals(headers.getFirst("If-Modified-Since"));
            exchange.sendResponseHeaders(known ? 304 : 500, -1);
        });
        assertThat(outgoing.get(uri("/feed"), new Validators("\"v1\"", "yesterday")))
                .isEqualTo(new NotModified());
    }

    @Test
    void withoutValidatorsNoConditionIsSent() {
        on("/feed", exchange -> {
            var headers = exchange.getRequestHeaders();
            boolean condition = headers.containsKey("If-None-Match") || headers.containsKey("If-Modified-Since");
            answer(exchange, condition ? 500 : 200, "whole");
        });
        assertThat(get("/feed")).isInstanceOf(Body.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void whatIsNotThereIsAbsentAndNotAskedForAgain(int status) {
        on("/none", exchange -> answer(exchange, status, "no such page"));
        assertThat(get("/none")).isEqualTo(new Absent(status));
        assertThat(calls).containsEntry("/none", 1);
    }

    @ParameterizedTest
    @CsvSource({"429, 7, 7", "429, , 60", "429, soon, 60", "503, 120, 120", "429, 99999999999999999999, 60"})
    void aServerThatAsksForPatienceIsNotAskedAgain(int status, @Nullable String header, long seconds) {
        on("/busy", exchange -> {
            if (header != null) {
                exchange.getResponseHeaders().set("Retry-After", header);
            }
            answer(exchange, status, "later");
        });
        assertThat(get("/busy")).isEqualTo(new RateLimited(Duration.ofSeconds(seconds)));
        assertThat(calls).containsEntry("/busy", 1);
    }

    @Test
    void aFaultThatPassesIsTriedAgain() {
        on("/shaky", exchange -> {
            int call = calls.getOrDefault("/shaky", 0);
            answer(exchange, call < 3 ? 500 : 200, "at last");
        });
        assertThat(get("/shaky")).isInstanceOf(Body.class);
        assertThat(calls).containsEntry("/shaky", 3);
    }

    @Test
    void aFaultThatStaysFailsAfterAllAttempts() {
        on("/broken", exchange -> answer(exchange, 500, "Internal Server Error in database"));
        assertFailed(get("/broken"), "500", true);
        assertThat(calls).containsEntry("/broken", 3);
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        on("/secret", exchange -> answer(exchange, 403, "no"));
        assertFailed(get("/secret"), "403", false);
        assertThat(calls).containsEntry("/secret", 1);
    }

    @Test
    void aBodyOfExactlyTheLimitIsTaken() {
        on("/most", exchange -> answer(exchange, 200, "x".repeat(MOST)));
        assertThat(get("/most"))
                .isInstanceOfSatisfying(
                        Body.class, body -> assertThat(body.body()).hasSize(MOST));
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsNotRead() {
        var written = new AtomicInteger();
        on("/large", exchange -> pour(exchange, 1L << 30, written));
        assertFailed(get("/large"), String.valueOf(MOST), false);
        assertThat(calls).containsEntry("/large", 1);
        assertThat(written.get()).isLessThan(64 << 20);
    }

    @Test
    void aBodyThatNeverEndsIsCutAtTheLimit() {
        var written = new AtomicInteger();
        on("/endless", exchange -> pour(exchange, 0, written));
        assertFailed(get("/endless"), String.valueOf(MOST), false);
        assertThat(calls).containsEntry("/endless", 1);
        assertThat(written.get()).isLessThan(64 << 20);
    }

    @Test
    void aGzipBodyIsDecoded() {
        on("/gzip", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            answer(exchange, 200, gzip("plain".getBytes(StandardCharsets.UTF_8)));
        });
        assertThat(get("/gzip"))
                .isInstanceOfSatisfying(
                        Body.class, body -> assertThat(body.body()).asString().isEqualTo("plain"));
    }

    @Test
    void aGzipBombIsCutAtTheLimitOfDecodedBytes() {
        on("/bomb", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            answer(exchange, 200, gzip(new byte[32 << 20]));
        });
        assertFailed(get("/bomb"), String.valueOf(MOST), false);
    }

    @Test
    void aServerThatDoesNotAnswerTimesOut() {
        on("/slow", exchange -> {
            try {
                assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        try (var hasty = hasty()) {
            assertFailed(hasty.get(uri("/slow"), Validators.NONE), "in time", true);
        }
    }

    @Test
    void aServerThatStopsInTheMiddleTimesOut() {
        on("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[50]);
            exchange.getResponseBody().flush();
            try {
                assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        try (var hasty = hasty()) {
            assertFailed(hasty.get(uri("/drip"), Validators.NONE), "in time", true);
        }
    }

    @Test
    void aPortWithoutAServerIsSaid() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertFailed(outgoing.get(URI.create("http://127.0.0.1:" + port + "/"), Validators.NONE), "listens", true);
    }

    @Test
    void anUnknownHostIsSaid() {
        assertFailed(
                outgoing.get(URI.create("http://no-such-host.invalid/"), Validators.NONE),
                "host name is not known",
                true);
    }

    @Test
    void aBodyThatIsCutShortIsNoBody() {
        on("/cut", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[50]);
            exchange.getResponseBody().flush();
            throw new IOException("the connection ends here");
        });
        assertFailed(get("/cut"), "broke off", true);
        assertThat(calls).containsEntry("/cut", 3);
    }

    @Test
    void aRedirectIsFollowed() {
        on("/old", exchange -> redirect(exchange, "/new"));
        on("/new", exchange -> answer(exchange, 200, "moved"));
        assertThat(get("/old"))
                .isInstanceOfSatisfying(
                        Body.class, body -> assertThat(body.body()).asString().isEqualTo("moved"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.2", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"})
    void aRedirectIntoTheHouseIsRefused(String host) {
        int port = server.getAddress().getPort();
        on("/trap", exchange -> redirect(exchange, "http://" + host + ":" + port + "/inside"));
        on("/inside", exchange -> answer(exchange, 200, "a secret"));
        assertThat(get("/trap")).isInstanceOf(Failed.class);
        assertThat(calls).doesNotContainKey("/inside");
    }

    @Test
    void aRefusalByTheGuardSaysSoAndIsNotTriedAgain() {
        int port = server.getAddress().getPort();
        on("/inside", exchange -> answer(exchange, 200, "a secret"));
        assertFailed(
                outgoing.get(URI.create("http://localhost:" + port + "/inside"), Validators.NONE),
                "not a public address",
                false);
        assertThat(calls).isEmpty();
    }

    @Test
    void aRedirectToAnotherSchemeIsNotFollowed() {
        on("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
        assertThat(get("/file")).isInstanceOf(Failed.class);
    }

    @Test
    void redirectsInACircleEnd() {
        on("/a", exchange -> redirect(exchange, "/b"));
        on("/b", exchange -> redirect(exchange, "/a"));
        assertThat(get("/a")).isInstanceOf(Failed.class);
        assertThat(calls.get("/a")).isLessThanOrEqualTo(3 * LIMITS.attempts() + 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/x", "file:///etc/passwd", "http:///x", "mailto:a@example.org", "jar:x!/y"})
    void whatIsNoWebAddressIsRefused(String text) {
        assertFailed(outgoing.get(URI.create(text), Validators.NONE), "is not an http or https URL", false);
    }

    private static void assertFailed(Answer answer, String why, boolean passing) {
        assertThat(answer).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.why())
                    .contains(why)
                    .doesNotContainIgnoringCase("error")
                    .doesNotContainIgnoringCase("database");
            assertThat(failed.passing()).isEqualTo(passing);
        });
    }

    private static Outgoing hasty() {
        var limits = new Limits(Duration.ofSeconds(1), Duration.ofMillis(150), MOST, 1, Duration.ofMillis(1));
        return new Outgoing(
                AddressGuard.permitting("127.0.0.1"),
                limits,
                new Hosts(Duration.ofMillis(1), Duration.ofMinutes(1)),
                "hasty");
    }

    private void on(String path, Handler handler) {
        server.createContext(path, exchange -> {
            calls.merge(path, 1, Integer::sum);
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private Answer get(String path) {
        return outgoing.get(uri(path), Validators.NONE);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        answer(exchange, status, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /// Sends until the client goes away, at most 256 MiB.
    private static void pour(HttpExchange exchange, long announced, AtomicInteger written) throws IOException {
        exchange.sendResponseHeaders(200, announced);
        var block = new byte[64 << 10];
        while (written.get() < 256 << 20) {
            exchange.getResponseBody().write(block);
            written.addAndGet(block.length);
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org/feed", "//example.org/feed", ""})
    void aUrlWithoutSchemeIsRefused(String text) {
        assertFailed(outgoing.get(URI.create(text), Validators.NONE), "is not an http or https URL", false);
    }

    @Test
    void aPortThatCannotBeIsNotCalledATooLargeBody() {
        assertThat(outgoing.get(URI.create("http://127.0.0.1:99999/"), Validators.NONE))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.why()).doesNotContain("larger"));
    }

    @Test
    void aSchemeInCapitalsIsTheSameScheme() {
        on("/feed", exchange -> answer(exchange, 200, "body"));
        assertThat(outgoing.get(URI.create(uri("/feed").toString().replace("http", "HTTP")), Validators.NONE))
                .isInstanceOf(Body.class);
    }
}
