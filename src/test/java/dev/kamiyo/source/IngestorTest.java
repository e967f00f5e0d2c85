package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Hosts;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IngestorTest {
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), 1 << 20, 2, Duration.ofMillis(1));
    private static final String ONE = "{\"date\":1647993600,\"name\":\"Lumora\",\"amount\":5}";
    private static final String TWO = "{\"date\":1648080000,\"name\":\"Vexa\",\"amount\":7}";
    private static final Vocabularies WORDS = Vocabularies.load();
    private static final Source LLAMA = new DefiLlama(WORDS, Clock.systemUTC());

    @TempDir
    private Path folder = Path.of("");

    private final ExploitStore exploits = new ExploitStore();
    private Database database;
    private Ingestor ingestor;
    private HttpServer server;
    private final Map<String, byte[]> served = new HashMap<>();
    private final AtomicInteger notModified = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        database = TestDatabase.open(folder);
        ingestor = new Ingestor(
                database,
                new MergeStore(exploits),
                new Fetcher(LIMITS, new Hosts(Duration.ofMillis(1), Duration.ofMinutes(1)), "test"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = served.get(exchange.getRequestURI().getPath());
            var etag = body == null ? "" : "\"" + Arrays.hashCode(body) + "\"";
            try (exchange) {
                if (body == null) {
                    exchange.sendResponseHeaders(404, -1);
                } else if (List.of(etag).equals(exchange.getRequestHeaders().get("If-None-Match"))) {
                    notModified.incrementAndGet();
                    exchange.sendResponseHeaders(304, -1);
                } else {
                    exchange.getResponseHeaders().set("ETag", etag);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        database.close();
    }

    @Test
    void theSameFileTwiceChangesNothing() throws IOException {
        var file = file("[" + ONE + "," + TWO + "]");
        assertThat(counts(run(file))).isEqualTo(new Import.Counts(2, 0, 0));
        long seq = exploitSeq();
        assertThat(counts(run(file))).isEqualTo(new Import.Counts(0, 0, 2));
        assertThat(exploitSeq()).isEqualTo(seq);
    }

    @Test
    void aChangedRecordChangesItsExploitAlone() throws IOException {
        run(file("[" + ONE + "," + TWO + "]"));
        assertThat(counts(run(file("[" + ONE.replace("5}", "6}") + "," + TWO + "]"))))
                .isEqualTo(new Import.Counts(0, 1, 1));
        assertThat(database.read(exploits::count)).isEqualTo(2);
    }

    @Test
    void aDryRunSaysTheSameAndWritesNothing() throws IOException {
        var file = file("[" + ONE + ",7]");
        var result = ingestor.run(feed(file), new Order(file, Extent.NEWEST, true, false), (_, _) -> {});
        assertThat(counts(result)).isEqualTo(new Import.Counts(1, 0, 0));
        assertThat(database.read(exploits::count)).isZero();
    }

    @Test
    void aFeedThatIsCutOffOrGoneChangesNothing() throws IOException {
        run(file("[" + ONE + "]"));
        for (var location : List.of(file("[" + ONE + "," + TWO), file(""), file("[]"), folder + "/none", folder + "")) {
            assertThat(run(location)).as(location).isInstanceOf(Import.Refused.class);
        }
        assertThat(database.read(exploits::count)).isEqualTo(1);
    }

    @Test
    void theProgressEndsAtTheTotal() throws IOException {
        var seen = new int[2];
        var file = file("[" + ONE + "," + TWO + "]");
        ingestor.run(feed(file), Order.newest(file), (done, total) -> {
            seen[0] = done;
            seen[1] = total;
        });
        assertThat(seen).containsExactly(2, 2);
    }

    @Test
    void overHttpAnUnchangedFeedIsNotSentAgain() {
        served.put("/hacks", ("[" + ONE + "]").getBytes(StandardCharsets.UTF_8));
        assertThat(counts(run(url("/hacks")))).isEqualTo(new Import.Counts(1, 0, 0));
        assertThat(run(url("/hacks"))).isInstanceOf(Import.NotModified.class);
        assertThat(notModified).hasValue(1);
        served.put("/hacks", ("[" + ONE + "," + TWO + "]").getBytes(StandardCharsets.UTF_8));
        assertThat(counts(run(url("/hacks")))).isEqualTo(new Import.Counts(1, 0, 1));
    }

    @Test
    void aFeedThatIsMissingThereSaysSo() {
        assertThat(run(url("/none")))
                .isInstanceOfSatisfying(
                        Import.Refused.class,
                        refused -> assertThat(refused.why()).contains("404").doesNotContainIgnoringCase("error"));
    }

    @Test
    void aZipBombIsRefused() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            var block = new byte[1 << 20];
            zip.putNextEntry(new ZipEntry("main/bomb.json"));
            for (int i = 0; i <= Archive.LARGEST >> 20; i++) {
                zip.write(block);
            }
        }
        served.put("/bomb.zip", bytes.toByteArray());
        assertThat(run(url("/bomb.zip"))).isInstanceOf(Import.Refused.class);
    }

    private static Import.Counts counts(Import result) {
        return switch (result) {
            case Import.Done done -> done.counts();
            case Import.NotModified _, Import.Refused _, Import.Drifted _ -> throw new AssertionError(result);
        };
    }

    private Import run(String location) {
        return ingestor.run(feed(location), Order.newest(location), (_, _) -> {});
    }

    private static Feed feed(String location) {
        return new Feed(LLAMA, location, false);
    }

    /// The number of the last write that changed an exploit.
    private long exploitSeq() {
        return database.read(reader -> reader.number("SELECT max(seq) FROM changes"));
    }

    private String file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "feed", ".json"), text)
                .toString();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }
}
