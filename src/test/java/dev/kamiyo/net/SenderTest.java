package dev.kamiyo.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Against a real server.
@Timeout(30)
final class SenderTest {
    private final Set<String> called = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private Sender sender;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var path = exchange.getRequestURI().getPath();
                called.add(exchange.getRequestMethod() + " " + path);
                exchange.getRequestBody().readAllBytes();
                answer(exchange, path);
            } catch (UncheckedIOException _) {
                // the client has had enough
            }
        });
        server.start();
        sender = new Sender(
                AddressGuard.permitting("127.0.0.1"), Duration.ofSeconds(5), Duration.ofSeconds(2), "kamiyo-test/1");
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        switch (path) {
            case "/moved" -> {
                exchange.getResponseHeaders().set("Location", "/here");
                exchange.sendResponseHeaders(307, -1);
            }
            case "/busy" -> {
                exchange.getResponseHeaders().set("Retry-After", "17");
                exchange.sendResponseHeaders(429, 0);
                exchange.getResponseBody().write("a\r\n\0b".getBytes(StandardCharsets.UTF_8));
            }
            case "/endless" -> {
                exchange.sendResponseHeaders(200, 0);
                for (var part = new byte[10_000]; ; ) {
                    try {
                        exchange.getResponseBody().write(part);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
            case "/slow" -> {
                exchange.sendResponseHeaders(202, 0);
                exchange.getResponseBody().flush();
                await();
            }
            case "/silent" -> await();
            default -> exchange.sendResponseHeaders(204, -1);
        }
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        end.countDown();
        sender.close();
        server.stop(0);
    }

    private Receipt send(String path) throws InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return sender.send(new Post(uri, "{\"a\":1}", Map.of("webhook-id", "1")));
    }

    /// A client would make a GET without the body of it, and take the answer to that for a success.
    @Test
    void aRedirectIsNotFollowed() throws Exception {
        var receipt = send("/moved");
        assertThat(receipt.arrived()).isFalse();
        assertThat(receipt.failure()).isEqualTo("it answered with status 307");
        assertThat(called).containsExactly("POST /moved");
    }

    /// The address that was judged is the one that is connected to: a name that is asked again is judged again.
    @Test
    void aNameThatIsElsewhereTheSecondTimeLeadsNowhere() throws Exception {
        int port = server.getAddress().getPort();
        var answers = new ArrayDeque<>(List.of("127.0.0.1", "203.0.114.1", "127.0.0.1", "127.0.0.1"));
        var asked = new ArrayList<String>();
        Names names = host -> {
            asked.add(host);
            return new InetAddress[] {InetAddress.getByName(answers.removeFirst())};
        };
        var uri = URI.create("http://hook.example:" + port + "/trap");
        var post = new Post(uri, "{}", Map.of());
        var brief = Duration.ofMillis(300);
        var total = Duration.ofSeconds(5);
        try (var trusting =
                new Sender(AddressGuard.permitting("hook.example").resolvingBy(names), brief, total, "test")) {
            assertThat(trusting.send(post).arrived()).isTrue();
        }
        assertThat(called).containsExactly("POST /trap");
        called.clear();
        try (var wary = new Sender(AddressGuard.permitting().resolvingBy(names), brief, total, "test")) {
            assertThat(wary.send(post).arrived()).as("nobody is there").isFalse();
            assertThat(wary.send(post).failure())
                    .contains("hook.example is at 127.0.0.1, which is not a public address");
        }
        assertThat(called).isEmpty();
        assertThat(asked).as("once an attempt").hasSize(3);
    }

    @Test
    void aServerThatWantsPatienceSaysForHowLong() throws Exception {
        var receipt = send("/busy");
        assertThat(receipt.status()).isEqualTo(429);
        assertThat(receipt.patience()).contains(Duration.ofSeconds(17));
        assertThat(receipt.head()).isEqualTo("a b");
    }

    @Test
    void whatWasTakenIsTakenHoweverTheAnswerGoesOn() throws Exception {
        for (var path : new String[] {"/endless", "/slow"}) {
            var receipt = send(path);
            assertThat(receipt.arrived()).as(path).isTrue();
            assertThat(receipt.took()).isLessThan(Duration.ofSeconds(6));
        }
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForLonger() throws Exception {
        var receipt = send("/silent");
        assertThat(receipt.status()).isZero();
        assertThat(receipt.failure()).isEqualTo("no answer in time");
    }
}
