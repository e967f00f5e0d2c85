package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every route, every parameter and every body with what nobody should send: never a 500, always a problem.
final class RouteFuzzTest extends RunningService {
    private static final List<String> NASTY = List.of(
            "",
            " ",
            "\0",
            "'; DROP TABLE exploits; --",
            "../../etc/passwd",
            "%s%n%x",
            "\r\nX-Injected: 1",
            "<script>alert(1)</script>",
            "\uD83D\uDCA9".repeat(50),
            "9".repeat(400),
            "-1",
            "1e308",
            "null",
            "[]",
            "{}",
            "\"",
            "-",
            "*",
            "a OR b NEAR(c",
            "title:x",
            "0000-00-00",
            "9999-12-31T23:59:59.999999999+18:00",
            "1e99",
            ",",
            "KYM-2022-00001,".repeat(60),
            "a".repeat(3_000));

    @Test
    void everyParameterOfEveryRoute() throws Exception {
        for (var route : service.routes().all()) {
            for (var nasty : NASTY) {
                var parameters = new ArrayList<>(route.parameters());
                parameters.addAll(List.of("nobody knows", nasty));
                for (var parameter : parameters) {
                    check(HttpRequest.newBuilder(service.uri(
                            path(route, "KYM-2022-00001") + "?" + encode(parameter) + "=" + encode(nasty))));
                }
                if (route.template().contains("{")) {
                    check(HttpRequest.newBuilder(service.uri(path(route, nasty))));
                }
            }
        }
    }

    @Test
    void randomFilters() throws Exception {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var sound = List.of(
                "q=%22two%20words%22%20-out%20begin*",
                "chain=ethereum,bsc&chain=base",
                "min_loss=1e6&max_loss=2.5m",
                "since=2024-05&until=2024-05-01T12:00:00Z",
                "protocol=Ronin&sort=loss&order=asc",
                "fields=id,loss_usd&severity=high",
                "tx=0x" + "ab".repeat(32));
        for (int i = 0; i < 300; i++) {
            var query = mutated(sound.get(random.nextInt(sound.size())), random);
            var plain = query.replaceAll("[^!-~]|[<>\"\\\\^`{|}#\\[\\]]|%(?![0-9A-F]{2})", "");
            var answer = service.get("/api/v1/exploits?" + plain);
            assertThat(answer.statusCode())
                    .as("seed %d, %d: %s", seed, i, plain)
                    .isIn(200, 400);
        }
    }

    @Test
    void everyMethodOfEveryRoute() throws Exception {
        for (var route : service.routes().all()) {
            for (var method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")) {
                check(HttpRequest.newBuilder(service.uri(path(route, "KYM-2022-00001")))
                        .method(method, BodyPublishers.noBody()));
            }
        }
    }

    @Test
    void randomBodies() throws Exception {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var sound = "{\"protocol\":\"X\",\"occurred_at\":\"2022-01-01\",\"loss_usd\":12.5,\"chains\":[\"bsc\"],"
                + "\"transactions\":[{\"chain\":\"bsc\",\"hash\":\"0x" + "ab".repeat(32) + "\",\"role\":\"attack\"}]}";
        for (int i = 0; i < 300; i++) {
            var answer = service.post("/api/v1/exploits", mutated(sound, random));
            assertThat(answer.statusCode()).as("seed %d, body %d", seed, i).isIn(201, 400);
        }
        var deep = service.post("/api/v1/exploits", "[".repeat(100_000));
        assertThat(deep.statusCode()).isEqualTo(400);
    }

    @Test
    void nothingThatIsSentMakesALineOfTheLogOrAHeader() throws Exception {
        var forged = "x\\r\\nERROR forged\\r\\nX-Injected: 1";
        var members = List.of("name", "title", "protocol", "reason", "role", "kind", "decision", "file", "to", "url");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var root = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(lines);
        try {
            for (var route : service.routes().all()) {
                check(HttpRequest.newBuilder(
                        service.uri(path(route, "x\r\nERROR forged") + "?q=x%0D%0AERROR%20forged")));
                for (var member : members) {
                    check(HttpRequest.newBuilder(service.uri(path(route, "x\r\nERROR forged")))
                            .header("Authorization", service.authorization())
                            .header("Idempotency-Key", "x ERROR forged " + member)
                            .header("User-Agent", "%0d%0aERROR forged")
                            .POST(BodyPublishers.ofString("{\"" + member + "\":\"" + forged + "\",\"" + forged
                                    + "\":1,\"occurred_at\":\"2022-01-01\"}")));
                }
            }
        } finally {
            root.detachAppender(lines);
        }
        assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage))
                .noneMatch(line -> line.contains("\n") || line.contains("\r"));
    }

    @Test
    void whatIsNoHttpAtAllIsAnsweredAndEnds() throws Exception {
        for (var text : List.of(
                "NONSENSE\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /health?limit=%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(), service.uri("/").getPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer)
                        .as(text.substring(0, Math.min(40, text.length())))
                        .matches("(?s)HTTP/1\\.1 (4\\d\\d|505) .*")
                        .doesNotContain("Exception");
            }
        }
    }

    /// A client that keeps the connection for its next request would find it closed under that one.
    @Test
    void anAnswerThatDidNotWaitForTheBodySaysThatTheConnectionEnds() throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), service.uri("/").getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("POST /api/v1/exploits HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 401 ").containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @Test
    void localRoutesDoNotExistForStrangers() throws Exception {
        assertThat(service.post("/local/imports", "{\"source\":\"defillama\"}").statusCode())
                .isEqualTo(404);
    }

    private void check(HttpRequest.Builder request) throws Exception {
        var answer = service.send(request);
        assertThat(answer.statusCode()).as(answer.request().toString()).isBetween(200, 499);
        assertThat(answer.headers().firstValue("X-Injected")).isEmpty();
        if (answer.statusCode() >= 400) {
            assertThat(answer.headers().firstValue("Content-Type"))
                    .as(answer.request().toString())
                    .contains("application/problem+json");
        }
    }

    private static String mutated(String body, SplittableRandom random) {
        var text = new StringBuilder(body);
        for (int i = 0, n = 1 + random.nextInt(4); i < n && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, (char) random.nextInt(1, 0xD7FF));
                case 2 -> text.setCharAt(at, (char) random.nextInt(32, 127));
                default -> text.setLength(Math.max(1, at));
            }
        }
        return text.toString();
    }

    private static String path(Route route, String part) {
        return route.template().replaceAll("\\{[a-z]+}", encode(part).replace("\\", "\\\\"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
