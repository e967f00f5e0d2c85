package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.guardian.Warning;
import dev.kamiyo.testing.Waiting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Warnings on their way to a channel.
@Timeout(60)
final class PagingTest {
    private static final Instant FIRST = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private final List<JsonNode> told = new CopyOnWriteArrayList<>();

    @Test
    void aWarningIsOpenedResolvedAndOpenedAgain() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                told.add(JsonMapper.shared()
                        .readTree(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                exchange.sendResponseHeaders(202, -1);
            }
        });
        server.start();
        var file = Files.writeString(
                folder.resolve("oncall.yml"), """
                contacts: [{level: 1, name: Ada, reach: "1"}]
                channels:
                  - {name: duty, kind: pagerduty, key: k, tells: [warning], url: "http://127.0.0.1:%1$d/duty"}
                  - {name: own, kind: webhook, tells: [warning], url: "http://127.0.0.1:%1$d/own"}
                """.formatted(server.getAddress().getPort()));
        var stale = new Warning.FeedStale("slowmist", Optional.of(FIRST.minusSeconds(90_000)));
        var drifting = new Warning.FeedDrifting("rekt", "it has 27 records, after 41 the last time");
        try (var paging = Paging.start(file, Clock.systemUTC())) {
            paging.came(stale, FIRST);
            paging.went(stale, FIRST.plusSeconds(600));
            paging.came(stale, FIRST.plusSeconds(6_000));
            paging.came(drifting, FIRST.plusSeconds(7_000));
            Waiting.until(() -> told.size() == 8);
        } finally {
            server.stop(0);
        }
        var duty = told.stream().filter(one -> one.has("routing_key")).toList();
        assertThat(duty)
                .extracting(one -> one.path("event_action").asString("") + " "
                        + one.path("dedup_key").asString("") + " "
                        + one.at("/payload/severity").asString(""))
                .containsExactly(
                        "trigger warning-feed-stale-slowmist warning",
                        "resolve warning-feed-stale-slowmist info",
                        "trigger warning-feed-stale-slowmist warning",
                        "trigger warning-feed-drifting-rekt warning");
        assertThat(duty.getFirst().at("/payload/summary").asString(""))
                .isEqualTo("Kamiyo: warning: the feed slowmist was last read at 2026-11-24T11:00:00Z");
        assertThat(duty.getLast().at("/payload/custom_details/text").asString(""))
                .contains("kamiyo fetch rekt --accept-drift");
        assertThat(told.stream()
                        .filter(one -> one.has("type"))
                        .map(one -> one.path("type").asString("")))
                .containsExactly("incident.warning", "incident.ended", "incident.warning", "incident.warning");
    }
}
