package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From a rule that is written by the API over an exploit and a change of it to the one message of the morning.
@Timeout(60)
final class AlertHoursTest {
    private static final String ALERTS = "/api/v1/alerts/";

    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-25T22:30:00Z"));

    private record Got(String path, JsonNode json) {
        String title() {
            return json.at("/data/title").asString("");
        }
    }

    private final List<Got> got = new CopyOnWriteArrayList<>();

    private List<String> at(String path) {
        return got.stream().filter(one -> one.path.equals(path)).map(Got::title).toList();
    }

    private static void keep(TestService service, String path, String json) throws Exception {
        var answer = service.post(path, json.replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    }

    private static void say(TestService service, String name, int loss) throws Exception {
        keep(
                service,
                "/api/v1/claims",
                "{'source':'our-monitor','native_id':'%1$s','exploit':{'title':'%1$s','protocol':'%1$s',"
                                .formatted(name)
                        + "'occurred_at':'2026-11-25','loss_usd':%d}}".formatted(loss));
    }

    /// Rules were asked of all that was said before: who is told at once has been told of this.
    private void end(TestService service, String name) throws Exception {
        say(service, "sentinel-" + name, 1);
        Waiting.until(() -> at("/end").stream().anyMatch(title -> title.contains(name)));
    }

    @Test
    void whatComesUpInQuietHoursIsOneMessageAtTheirEndAndADigestOneADay() throws Exception {
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                got.add(new Got(
                        exchange.getRequestURI().getPath(),
                        JsonMapper.shared()
                                .readTree(
                                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        receiver.start();
        InstantSource time = now::get;
        try (var service = new TestService(folder, time.withZone(ZoneOffset.UTC));
                var _ = service.alerts().run(Set.of())) {
            for (var name : List.of("quiet", "daily", "end")) {
                keep(
                        service,
                        ALERTS + "targets",
                        "{'name':'%1$s','kind':'webhook','url':'http://127.0.0.1:%2$d/%1$s'}"
                                .formatted(name, receiver.getAddress().getPort()));
            }
            var both = "'on':['new','amount'],'filter':{'q':'-sentinel'},";
            keep(
                    service,
                    ALERTS + "rules",
                    "{'name':'quiet','quiet':{'from':'22:00','to':'07:00'}," + both + "'targets':['quiet']}");
            keep(
                    service,
                    ALERTS + "rules",
                    "{'name':'daily','digest':'daily','daily_at':'08:00'," + both + "'targets':['daily']}");
            keep(service, ALERTS + "rules", "{'name':'end','filter':{'q':'sentinel'},'targets':['end']}");
            say(service, "first", 1_000);
            say(service, "second", 1_000);
            say(service, "first", 5_000_000);
            end(service, "night");
            assertThat(at("/quiet")).isEmpty();
            var collecting = TestService.json(
                    service.send(HttpRequest.newBuilder(service.uri(ALERTS + "deliveries?state=collecting"))
                            .header("Authorization", service.authorization())));
            assertThat(collecting
                            .valueStream()
                            .map(one -> one.path("rule").asString("") + " "
                                    + one.path("ready_at").asString("").substring(0, 16)))
                    .containsExactlyInAnyOrder("quiet 2026-11-26T07:00", "daily 2026-11-26T08:00");

            now.set(Instant.parse("2026-11-26T06:59:59Z"));
            end(service, "dawn");
            assertThat(at("/quiet")).isEmpty();
            now.set(Instant.parse("2026-11-26T07:00:00Z"));
            Waiting.until(() -> at("/quiet").size() == 1);
            say(service, "third", 1_000);
            Waiting.until(() -> at("/quiet").size() == 2);
            assertThat(at("/quiet"))
                    .containsExactly("3 alerts of the rule quiet", "New exploit: third, $1,000 lost (low)");
            assertThat(at("/daily")).isEmpty();

            now.set(Instant.parse("2026-11-26T08:00:00Z"));
            Waiting.until(() -> at("/daily").size() == 1);
            end(service, "day");
            assertThat(at("/daily")).containsExactly("4 alerts of the rule daily");
            assertThat(got.stream()
                            .filter(one -> one.path.equals("/daily"))
                            .map(one -> one.json.at("/data/text").asString("")))
                    .singleElement()
                    .asString()
                    .contains("first: loss $5,000,000, was $1,000", "New exploit: third");
            assertThat(at("/quiet")).hasSize(2);
            var page = service.send(
                    HttpRequest.newBuilder(service.uri(ALERTS + "deliveries?state=delivered&rule=end&limit=1"))
                            .header("Authorization", service.authorization()));
            assertThat(page.headers().firstValue("Link"))
                    .as("the next page is of the same list")
                    .hasValueSatisfying(link -> assertThat(link)
                            .contains("state=delivered", "rule=end", "limit=1", "cursor=", "rel=\"next\""));
        } finally {
            receiver.stop(0);
        }
    }
}
