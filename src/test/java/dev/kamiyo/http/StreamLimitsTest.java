package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.access.Proxies;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What followers of the stream can do to each other: nothing. And how long each may follow.
@Timeout(60)
final class StreamLimitsTest {
    private static final String STREAM = "/api/v1/stream";
    private static final int MOST = 2;
    private static final int EXPLOITS = 40;

    @TempDir
    Path folder = Path.of("");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private TestService service;

    @BeforeEach
    void start() throws IOException {
        service = start(false);
    }

    private TestService start(boolean readingNeedsKey) throws IOException {
        return new TestService(folder, (routes, socket) -> {
            var few = new StreamRoutes(
                    () -> service.database().head(), routes.changes(), routes.keys(), MOST, Duration.ofMillis(200));
            var live = Route.get(
                    "/api/v1/broken/live",
                    _ -> Response.live("text/event-stream", StreamLimitsTest::breakOff, () -> {}));
            var list = Route.get(
                    "/api/v1/broken/list", _ -> Response.large("application/x-ndjson", StreamLimitsTest::breakOff));
            var others = routes.all().stream().filter(route -> !route.template().equals(STREAM));
            var all = Stream.of(few.routes().stream(), others, Stream.of(live, list))
                    .flatMap(each -> each);
            return HttpServer.start(
                    new Routes(all.toList(), routes.keys(), routes.metrics(), routes.changes(), routes.refusals()),
                    socket,
                    new HttpServer.Listen(
                            "127.0.0.1", 0, new AccessPolicy(readingNeedsKey, 0, Proxies.NONE, Cors.NONE)));
        });
    }

    private static void breakOff(OutputStream out) throws IOException {
        out.write("data: 1\n\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        throw new IllegalStateException("broken on purpose");
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
        threads.shutdownNow();
    }

    /// Sends the request and does not read.
    private Socket deaf() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), service.uri(STREAM).getPort()));
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("GET " + STREAM + "?after=0 HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private boolean followers(int n) throws Exception {
        return service.get("/metrics").body().contains("kamiyo_stream_clients " + n + ".0\n");
    }

    /// About 200 KB, so that all of them are more than sockets hold.
    private void addLarge(int n) throws Exception {
        add(
                "exploit " + n,
                IntStream.range(0, 100)
                        .mapToObj(i -> "\"https://example.org/" + n + "/" + i + "/" + "x".repeat(1_900) + "\"")
                        .collect(Collectors.joining(",", ",\"references\":[", "]")));
    }

    private void add(String title, String more) throws Exception {
        var answer = service.post(
                "/api/v1/exploits", "{\"title\":\"" + title + "\",\"occurred_at\":\"2022-01-01\"" + more + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void whoDoesNotReadDelaysNobodyAndLosesNothing() throws Exception {
        var client = new StreamClient();
        try (var slow = deaf()) {
            var followed = threads.submit(() -> {
                client.follow(service.uri(STREAM + "?after=0"), _ -> client.events.size() == EXPLOITS);
                return client;
            });
            Waiting.until(() -> followers(2));
            for (int i = 0; i < EXPLOITS; i++) {
                addLarge(i);
            }
            followed.get(10, TimeUnit.SECONDS);
            assertThat(client.events).hasSize(EXPLOITS);

            var in = new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8));
            var ids = new ArrayList<String>();
            for (var line = in.readLine(); ids.size() < EXPLOITS; line = in.readLine()) {
                if (line.startsWith("event: exploit")) {
                    ids.add(line);
                }
            }
            assertThat(service.get("/metrics").body())
                    .as("what it missed was no longer in memory")
                    .doesNotContain("kamiyo_stream_catch_ups_total 0.0\n");
        }
    }

    @Test
    void stoppingDoesNotWaitForWhoDoesNotRead() throws Exception {
        try (var _ = deaf()) {
            Waiting.until(() -> followers(1));
            for (int i = 0; i < EXPLOITS; i++) {
                addLarge(i);
            }
            long start = System.nanoTime();
            service.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
        service = start(false);
    }

    @Test
    void oneMoreThanMayFollowIsRefusedUntilAnotherLeaves() throws Exception {
        try (var _ = deaf();
                var _ = deaf()) {
            Waiting.until(() -> followers(MOST));
            var answer = service.get(STREAM);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("30");
            assertThat(TestService.json(answer).get("type").asString()).endsWith("too-many-streams");
        }
        Waiting.until(() -> followers(0)); // what cannot be sent tells that they left
        for (int i = 0; i < 2 * MOST; i++) {
            var head = HttpRequest.newBuilder(service.uri(STREAM)).HEAD();
            assertThat(service.send(head).statusCode())
                    .as("HEAD takes no place")
                    .isEqualTo(200);
        }
    }

    @Test
    void aFilterThatLetsNothingThroughKeepsConnectionAndPlaceFresh() throws Exception {
        var client = new StreamClient();
        var _ = threads.submit(() -> {
            client.follow(service.uri(STREAM + "?chain=nowhere"), _ -> false);
            return client;
        });
        Waiting.until(() -> !client.lastId.isEmpty());
        var ids = new ArrayList<>(List.of(client.lastId));
        for (int i = 0; ids.size() < 4; i++) {
            add("exploit " + i, "");
            if (!client.lastId.equals(ids.getLast())) {
                ids.add(client.lastId);
            }
        }
        assertThat(client.events).isEmpty();
    }

    @Test
    void whereReadingIsClosedAKeyFollowsUntilItIsRevoked() throws Exception {
        service.close();
        service = start(true);
        assertThat(service.get(STREAM).statusCode()).isEqualTo(401);
        var made = TestService.json(service.post("/api/v1/keys", "{\"name\":\"a\",\"role\":\"read\"}"));
        var client = new StreamClient("Authorization: Bearer " + made.get("key").asString());
        var followed = threads.submit(() -> {
            client.follow(service.uri(STREAM + "?after=0"), _ -> false);
            return client;
        });
        add("before", "");
        Waiting.until(() -> client.lastId.endsWith("-" + service.database().seq()));
        service.post("/api/v1/keys/" + made.get("id").asString() + "/revoke", "");
        add("after", "");
        followed.get(10, TimeUnit.SECONDS);
        assertThat(client.events)
                .singleElement()
                .satisfies(event -> assertThat(event.data()).contains("before"));
    }

    @ParameterizedTest
    @CsvSource({"live, identity", "list, identity", "list, gzip"})
    void aDefectBreaksTheConnectionOffInsteadOfEndingTheAnswer(String kind, String coding) {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(service.uri("/api/v1/broken/" + kind))
                    .header("Accept-Encoding", coding)
                    .build();
            assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }
}
