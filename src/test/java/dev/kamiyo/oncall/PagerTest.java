package dev.kamiyo.oncall;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.channel.Channel;
import dev.kamiyo.testing.MailServer;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Against a real server, which answers what it is told to.
@Timeout(30)
final class PagerTest {
    private static final Set<Notice.Kind> ALL = EnumSet.allOf(Notice.Kind.class);
    private static final Pager.Pace QUICK =
            new Pager.Pace(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofSeconds(20));
    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("0123456789".repeat(3).getBytes(StandardCharsets.UTF_8));

    private record Got(String path, Map<String, List<String>> headers, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Integer>> answers = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var path = exchange.getRequestURI().getPath();
                if (path.equals("/hangs")) {
                    end.await();
                }
                var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                var due = answers.getOrDefault(path, new ConcurrentLinkedQueue<>())
                        .poll();
                got.add(new Got(path, Map.copyOf(exchange.getRequestHeaders()), body));
                exchange.sendResponseHeaders(due == null ? 204 : due, -1);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static Notice notice(Notice.Kind kind) {
        return new Notice(
                kind,
                "20260131T120000Z-missing",
                "Kamiyo: <!channel> *bold* & more",
                "@everyone [x](http://a.example)",
                Instant.parse("2026-01-31T12:00:00Z"));
    }

    private List<Got> at(String path) {
        return got.stream().filter(one -> one.path.equals(path)).toList();
    }

    @Test
    void aWebhookIsSignedAsItsReceiverExpects() throws Exception {
        var channel = new Line("own", ALL, new Channel.Webhook(url("/own"), Optional.of(SECRET)));
        try (var pager = new Pager(List.of(channel), Clock.systemUTC(), QUICK, "test")) {
            pager.tell(notice(Notice.Kind.OPENED));
            Waiting.until(() -> !at("/own").isEmpty());
        }
        var one = at("/own").getFirst();
        assertThat(one.json().path("type").asString("")).isEqualTo("incident.opened");
        assertThat(one.json().path("data").path("incident").asString("")).isEqualTo("20260131T120000Z-missing");
        assertThat(one.header("Webhook-id")).isEqualTo("20260131T120000Z-missing-opened");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("0123456789".repeat(3).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var signed = one.header("Webhook-id") + "." + one.header("Webhook-timestamp") + "." + one.body;
        assertThat(one.header("Webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void textNeverBecomesMarkupOrAMention() throws Exception {
        var slack = new Line("room", ALL, new Channel.Slack(url("/slack")));
        var discord = new Line("chat", ALL, new Channel.Discord(url("/discord")));
        try (var pager = new Pager(List.of(slack, discord), Clock.systemUTC(), QUICK, "test")) {
            pager.tell(notice(Notice.Kind.OPENED));
            Waiting.until(() -> !at("/slack").isEmpty() && !at("/discord").isEmpty());
        }
        assertThat(at("/slack").getFirst().json().path("text").asString(""))
                .contains("&lt;!channel&gt;", "&amp; more")
                .doesNotContain("<");
        var chat = at("/discord").getFirst().json();
        assertThat(chat.path("content").asString("")).contains("\\*bold\\*", "\\[x\\]");
        assertThat(chat.path("allowed_mentions").path("parse").isArray()).isTrue();
        assertThat(chat.path("allowed_mentions").path("parse")).isEmpty();
    }

    @Test
    void telegramGetsTextWithoutAParseMode() throws Exception {
        var telegram = new Line("chat", ALL, new Channel.Telegram(url(""), "12:ABCDEFGHIJ", "-100"));
        try (var pager = new Pager(List.of(telegram), Clock.systemUTC(), QUICK, "test")) {
            pager.tell(notice(Notice.Kind.OPENED));
            Waiting.until(() -> !at("/bot12:ABCDEFGHIJ/sendMessage").isEmpty());
        }
        var sent = at("/bot12:ABCDEFGHIJ/sendMessage").getFirst().json();
        assertThat(sent.path("chat_id").asString("")).isEqualTo("-100");
        assertThat(sent.path("text").asString("")).contains("<!channel> *bold* & more");
        assertThat(sent.has("parse_mode")).isFalse();
    }

    @Test
    void pagerDutyOpensAndResolvesOneIncident() throws Exception {
        var duty = new Line("duty", ALL, new Channel.PagerDuty(url("/duty"), "key-1"));
        try (var pager = new Pager(List.of(duty), Clock.systemUTC(), QUICK, "test")) {
            pager.tell(notice(Notice.Kind.OPENED));
            pager.tell(notice(Notice.Kind.ESCALATED));
            pager.tell(notice(Notice.Kind.CLOSED));
            Waiting.until(() -> at("/duty").size() == 3);
        }
        assertThat(at("/duty"))
                .extracting(one -> one.json().path("event_action").asString(""))
                .containsExactly("trigger", "trigger", "resolve");
        assertThat(at("/duty"))
                .extracting(one -> one.json().path("dedup_key").asString(""))
                .containsOnly("20260131T120000Z-missing");
        assertThat(at("/duty"))
                .extracting(one -> one.json().path("payload").path("severity").asString(""))
                .containsExactly("error", "critical", "info");
    }

    @Test
    void mailsOfOneIncidentStandTogetherAndOneThatIsRefusedForGoodHoldsUpNoOther() throws Exception {
        try (var server = new MailServer(Optional.empty(), false)) {
            server.answer("GREETING", "421 busy", "220 mail.example");
            server.answer(".", "250 queued", "554 spam");
            var team = new Line(
                    "team",
                    ALL,
                    new Channel.Email(
                            URI.create("smtp://127.0.0.1:" + server.port()),
                            true,
                            Optional.empty(),
                            "kamiyo@kamiyo.example",
                            List.of("ada@a.example")));
            try (var pager = new Pager(List.of(team), Clock.systemUTC(), QUICK, "test")) {
                pager.tell(notice(Notice.Kind.OPENED));
                pager.tell(notice(Notice.Kind.ESCALATED));
                pager.tell(notice(Notice.Kind.CLOSED));
                Waiting.until(() -> server.got().size() == 2);
                assertThat(pager.attempt(team, notice(Notice.Kind.TEST))).isEmpty();
            }
            assertThat(server.got())
                    .extracting(MailServer.Got::data)
                    .allMatch(data -> data.contains("References: <kamiyo.20260131T120000Z-missing@kamiyo.example>"))
                    .satisfiesExactly(
                            opened -> assertThat(opened).contains("Message-ID: <20260131T120000Z-missing-opened@"),
                            closed -> assertThat(closed).contains("Message-ID: <20260131T120000Z-missing-closed@"),
                            test -> assertThat(test).contains("Subject: Kamiyo: <!channel> *bold* & more"));
        }
    }

    @Test
    void aChannelThatFailsIsTriedAgainWithTheSameIdAndInOrder() throws Exception {
        answers.put("/own", new ConcurrentLinkedQueue<>(List.of(500, 404, 429, 500, 500, 500)));
        var channel = new Line("own", ALL, new Channel.Webhook(url("/own"), Optional.empty()));
        try (var pager = new Pager(List.of(channel), Clock.systemUTC(), QUICK, "test")) {
            pager.tell(notice(Notice.Kind.OPENED));
            pager.tell(notice(Notice.Kind.CLOSED));
            Waiting.until(() -> at("/own").size() == 8);
        }
        assertThat(at("/own").subList(0, 7))
                .extracting(one -> one.header("Webhook-id"))
                .containsOnly("20260131T120000Z-missing-opened");
        assertThat(at("/own").get(7).header("Webhook-id")).isEqualTo("20260131T120000Z-missing-closed");
    }

    @Test
    void aChannelThatHangsDelaysNoOtherAndIsToldOnlyWhatItWants() throws Exception {
        var hangs = new Line("hangs", ALL, new Channel.Slack(url("/hangs")));
        var only = new Line("only", EnumSet.of(Notice.Kind.ESCALATED), new Channel.Slack(url("/only")));
        try (var pager = new Pager(List.of(hangs, only), Clock.systemUTC(), QUICK, "test")) {
            pager.tell(notice(Notice.Kind.OPENED));
            pager.tell(notice(Notice.Kind.ESCALATED));
            Waiting.until(() -> at("/only").size() == 1);
        }
        assertThat(at("/only").getFirst().body).contains("Kamiyo");
        assertThat(at("/hangs")).isEmpty();
    }

    @Test
    void anAttemptSaysWhyItDidNotArrive() {
        answers.put("/gone", new ConcurrentLinkedQueue<>(List.of(404)));
        var gone = new Line("gone", ALL, new Channel.Slack(url("/gone")));
        var fine = new Line("fine", ALL, new Channel.Slack(url("/fine")));
        var nobody = new Line("nobody", ALL, new Channel.Slack(URI.create("http://127.0.0.1:1/")));
        try (var pager = new Pager(List.of(gone, fine, nobody), Clock.systemUTC(), QUICK, "test")) {
            assertThat(pager.attempt(gone, notice(Notice.Kind.TEST)))
                    .hasValueSatisfying(why -> assertThat(why).contains("404"));
            assertThat(pager.attempt(fine, notice(Notice.Kind.TEST))).isEmpty();
            assertThat(pager.attempt(nobody, notice(Notice.Kind.TEST)))
                    .hasValueSatisfying(why -> assertThat(why).contains("nothing listens"));
        }
    }
}
