package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.DbFault;
import dev.kamiyo.db.Role;
import dev.kamiyo.http.StreamClient.Event;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Changes as they happen.
@Timeout(60)
final class StreamRoutesTest extends RunningService {
    private static final String STREAM = "/api/v1/stream";

    /// How long a thousand clients and the service may take on one core that others use, too.
    private static final Duration MANY = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stopFollowing() {
        threads.shutdownNow();
    }

    private Future<?> follow(StreamClient client, String query, Predicate<Event> last) {
        return threads.submit(() -> {
            client.follow(service.uri(STREAM + query), last);
            return client;
        });
    }

    private String add(String title, String more) throws Exception {
        var answer = service.post(
                "/api/v1/exploits", "{\"title\":\"" + title + "\",\"occurred_at\":\"2022-01-01\"" + more + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return TestService.json(answer).get("id").stringValue();
    }

    private void merge(String one, String other) throws Exception {
        var answer = service.post(
                "/api/v1/decisions",
                "{\"decision\":\"same\",\"exploits\":[\"" + one + "\",\"" + other + "\"],\"reason\":\"a test\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static Predicate<Event> titled(String title) {
        return event -> event.data().contains("\"" + title + "\"");
    }

    private static List<String> titles(StreamClient client) {
        return client.events.stream()
                .map(event -> JsonMapper.shared()
                        .readTree(event.data())
                        .at("/exploit/title")
                        .asString(event.name()))
                .toList();
    }

    /// Every change, as `/changes` tells it.
    private List<String> written() throws Exception {
        return TestService.json(service.get("/api/v1/changes?limit=1000"))
                .get("changes")
                .valueStream()
                .map(Object::toString)
                .toList();
    }

    private static List<String> told(StreamClient client) {
        return client.events.stream()
                .map(event -> JsonMapper.shared().readTree(event.data()).toString())
                .toList();
    }

    private String head() {
        return "-" + service.database().seq();
    }

    @Test
    @Timeout(180)
    void aThousandClientsGetEveryChangeOnceAndInOrderAcrossAReconnect() throws Exception {
        int n = 1_000;
        var first = add("first", "");
        var clients = new ArrayList<StreamClient>();
        var done = new ArrayList<Future<?>>();
        for (int i = 0; i < n; i++) {
            var client = new StreamClient();
            int hangsUpAfter = 1 + i % 30;
            clients.add(client);
            done.add(threads.submit(() -> {
                client.follow(service.uri(STREAM + "?after=0"), _ -> client.events.size() >= hangsUpAfter);
                client.follow(service.uri(STREAM), titled("last"));
                return client;
            }));
        }
        for (int i = 0; i < 30; i++) {
            var id = add("exploit " + i, i == 5 ? ",\"chains\":[\"bsc\"]" : "");
            if (i == 5) {
                merge(first, id); // two changes in one write: some hang up between them
            }
        }
        var reached = head();
        Waiting.within(MANY, () -> clients.stream().allMatch(client -> client.lastId.endsWith(reached)));
        for (int i = 30; i < 40; i++) {
            add("exploit " + i, "");
        }
        add("last", "");
        for (var each : done) {
            each.get(MANY.toSeconds(), TimeUnit.SECONDS);
        }
        var all = written();
        assertThat(all).hasSize(44);
        for (var client : clients) {
            assertThat(told(client)).isEqualTo(all);
        }
    }

    /// As urllib3 reads: a chunk is taken with the line that ends it, or not at all.
    @Test
    void eachEventComesInChunksThatEnd() throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), service.uri("/").getPort())) {
            socket.setSoTimeout(5_000); // a third of the time after which something is sent anyhow
            socket.getOutputStream()
                    .write(("GET " + STREAM + "?after=0 HTTP/1.1\r\nHost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var in = new BufferedInputStream(socket.getInputStream());
            var headers = new ArrayList<String>();
            for (var line = line(in); !line.isEmpty(); line = line(in)) {
                headers.add(line);
            }
            assertThat(headers).contains("Transfer-Encoding: chunked");
            assertThat(chunk(in)).startsWith("retry: ").endsWith("\n\n");
            for (var title : List.of("first", "second", "third")) {
                add(title, "");
                var chunk = chunk(in);
                while (!chunk.startsWith("id: ")) {
                    assertThat(chunk).isEqualTo(":\n");
                    chunk = chunk(in);
                }
                assertThat(chunk).contains("\"" + title + "\"").endsWith("\n\n");
            }
        }
    }

    private static String chunk(InputStream in) throws IOException {
        var bytes = in.readNBytes(Integer.parseInt(line(in), 16));
        assertThat(line(in)).isEmpty();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Test
    void afterARestoreEverythingComesAnew() throws Exception {
        var backups = backups();
        add("kept", "");
        long seq = service.database().seq();
        add("undone", "");
        var client = new StreamClient();
        var followed = follow(client, "?after=0", titled("new"));
        Waiting.until(() -> client.lastId.endsWith(head()));
        var epoch = client.lastId.substring(0, 8);
        restore(backups, seq);
        Waiting.until(() -> !client.lastId.startsWith(epoch));
        add("new", "");
        followed.get(10, TimeUnit.SECONDS);
        assertThat(titles(client)).containsExactly("kept", "undone", "reset", "kept", "new");
    }

    @Test
    void afterARestoreWhoFollowsOnlyWhatHappensGetsNoHistory() throws Exception {
        var backups = backups();
        add("kept", "");
        long seq = service.database().seq();
        add("undone", "");
        var client = new StreamClient();
        var followed = follow(client, "", titled("new"));
        Waiting.until(() -> client.lastId.endsWith(head()));
        var epoch = client.lastId.substring(0, 8);
        restore(backups, seq);
        Waiting.until(() -> !client.lastId.startsWith(epoch));
        add("new", "");
        followed.get(10, TimeUnit.SECONDS);
        assertThat(titles(client)).containsExactly("reset", "new");
    }

    @Test
    void whoWasAwayDuringARestoreIsTold() throws Exception {
        var backups = backups();
        add("kept", "");
        long seq = service.database().seq();
        add("undone", "");
        var client = new StreamClient();
        follow(client, "?after=0", titled("undone")).get(10, TimeUnit.SECONDS);
        restore(backups, seq);
        add("new", "");
        follow(client, "", titled("new")).get(10, TimeUnit.SECONDS);
        assertThat(titles(client)).containsExactly("kept", "undone", "reset", "kept", "new");
    }

    private BackupStore backups() throws Exception {
        var backups = new BackupStore(
                folder.resolve("backups"), Optional.empty(), Clock.systemUTC(), BackupStore.Retention.DEFAULT);
        backups.make(service.database());
        return backups;
    }

    private void restore(BackupStore backups, long seq) throws Exception {
        new Restore(backups, service.database())
                .run(Optional.empty(), Optional.of(String.valueOf(seq)), false, _ -> {});
    }

    @Test
    void aFilterLetsThroughWhatItShowsAndTellsWhatLeavesIt() throws Exception {
        var client = new StreamClient();
        var followed = follow(client, "?after=0&chain=bsc&min_loss=1m", titled("end"));
        add("small", ",\"chains\":[\"bsc\"],\"loss_usd\":10");
        add("other", ",\"chains\":[\"base\"],\"loss_usd\":2000000");
        var id = add("large", ",\"chains\":[\"bsc\"],\"loss_usd\":2000000");
        service.post(
                "/api/v1/corrections",
                "{\"exploit\":\"" + id + "\",\"fields\":{\"loss_usd\":5},\"reason\":\"a test\"}");
        add("end", ",\"chains\":[\"bsc\"],\"loss_usd\":3000000");
        followed.get(10, TimeUnit.SECONDS);
        assertThat(client.events.stream().map(Event::name)).containsExactly("exploit", "left", "exploit");
        assertThat(titles(client)).containsExactly("large", "large", "end");
    }

    @Test
    void itGoesOnWhileThePrimaryIsOutOfService() throws Exception {
        Waiting.until(() -> service.database().copies().stream().allMatch(CopyStatus::inService));
        var client = new StreamClient();
        var followed = follow(client, "?after=0", titled("second"));
        add("first", "");
        service.database().doubt(Role.PRIMARY, new DbFault.Locked(5));
        add("second", "");
        followed.get(10, TimeUnit.SECONDS);
        assertThat(titles(client)).containsExactly("first", "second");
    }

    @Test
    void stoppingDoesNotWaitForFollowers() throws Exception {
        var client = new StreamClient();
        var followed = follow(client, "", _ -> false);
        Waiting.until(() -> !client.lastId.isEmpty());
        long start = System.nanoTime();
        service.close();
        followed.get(10, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        service = new TestService(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1-", "zzzzzzzz-1", "1.", "999999", "99999999999999999999"})
    void whatIsNoPlaceIsRefused(String place) throws Exception {
        var answer = service.get(STREAM + "?after=" + place);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TestService.json(answer).get("parameter").asString()).isEqualTo("after");
        var again = service.send(HttpRequest.newBuilder(service.uri(STREAM)).header("Last-Event-ID", place));
        assertThat(TestService.json(again).get("parameter").asString()).isEqualTo("Last-Event-ID");
    }
}
