package dev.kamiyo.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.net.Answer.Absent;
import dev.kamiyo.net.Answer.Body;
import dev.kamiyo.net.Answer.Failed;
import dev.kamiyo.net.Answer.Validators;
import dev.kamiyo.net.Outgoing.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class HostsTest {
    private static final Limits ONCE =
            new Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), 1 << 16, 1, Duration.ofMillis(1));

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().getPath());
                bodies.add(exchange.getRequestMethod() + " "
                        + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                var path = exchange.getRequestURI().getPath();
                exchange.sendResponseHeaders(path.equals("/ill") ? 500 : path.equals("/none") ? 404 : 200, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Outgoing client(Hosts hosts) {
        return new Outgoing(AddressGuard.permitting("127.0.0.1"), ONCE, hosts, "test");
    }

    private Answer get(Outgoing client, String path) {
        return client.get(uri(path), Validators.NONE);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Test
    void requestsToOneServerAreSpaced() {
        var hosts = new Hosts(Duration.ofMillis(150), Duration.ofMinutes(1));
        long start = System.nanoTime();
        try (var one = client(hosts);
                var other = client(hosts)) {
            assertThat(get(one, "/a")).isInstanceOf(Body.class);
            assertThat(get(other, "/b")).isInstanceOf(Body.class);
            assertThat(get(one, "/c")).isInstanceOf(Body.class);
        }
        assertThat(System.nanoTime() - start).isGreaterThan(300_000_000);
        assertThat(asked).hasSize(3);
    }

    @Test
    void aServerThatKeepsFailingIsLeftAloneAndThenAskedAgain() {
        var hosts = new Hosts(Duration.ofMillis(1), Duration.ofMillis(300));
        try (var client = client(hosts)) {
            for (int i = 0; i < 5; i++) {
                get(client, "/ill");
            }
            assertThat(get(client, "/well"))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.why()).contains("left alone"));
            assertThat(asked).hasSize(5);
            Answer answer = get(client, "/well");
            while (answer instanceof Failed) {
                Thread.onSpinWait();
                answer = get(client, "/well");
            }
            assertThat(answer).isInstanceOf(Body.class);
        }
    }

    @Test
    void whatIsNotThereIsNoFailureOfTheServer() {
        try (var client = client(new Hosts(Duration.ofMillis(1), Duration.ofMinutes(1)))) {
            for (int i = 0; i < 10; i++) {
                assertThat(get(client, "/none")).isInstanceOf(Absent.class);
            }
        }
    }

    @Test
    void aQuestionIsPosted() {
        try (var client = client(new Hosts(Duration.ofMillis(1), Duration.ofMinutes(1)))) {
            assertThat(client.post(uri("/list"), "{\"page\":1}")).isInstanceOf(Body.class);
        }
        assertThat(bodies).containsExactly("POST application/json {\"page\":1}");
    }
}
