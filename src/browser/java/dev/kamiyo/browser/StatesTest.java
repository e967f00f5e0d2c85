package dev.kamiyo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import dev.kamiyo.access.Proxies;
import dev.kamiyo.http.AccessPolicy;
import dev.kamiyo.http.Cors;
import dev.kamiyo.source.Order;
import dev.kamiyo.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// States that a service is seldom in.
@ExtendWith(Chromium.class)
final class StatesTest {
    private static void sound(Visit visit) {
        assertThat(Axe.find(visit.page())).as("axe").isEmpty();
        assertThat(visit.overhang()).as("pixels beyond the window").isZero();
        assertThat(visit.shifts())
                .as("parts that moved, but for the words of the line itself")
                .allMatch(shift -> shift.startsWith("0.000"));
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void anEmptyDatabaseSaysSoOnEachPage(Look look, Browser browser, @TempDir Path empty) throws Exception {
        try (var service = new TestService(empty);
                var visit = Visit.at(browser, look, service.uri("/"))) {
            visit.open("/");
            assertThat(visit.text("main")).contains("No exploit is known yet", "How the feeds fare");
            sound(visit);
            visit.keep("first-start-" + look);
            visit.open("/explore");
            assertThat(visit.text("h1")).isEqualTo("No exploit is like this.");
            sound(visit);
            visit.open("/status");
            assertThat(visit.text("main")).contains("There is no backup yet.", "There was none.");
            assertThat(Axe.find(visit.page())).isEmpty();
            visit.open("/chains/ethereum");
            assertThat(visit.text("h1")).startsWith("No exploit on ");
            sound(visit);
        }
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void whoMayNotReadIsToldHowTo(Look look, Browser browser, @TempDir Path folder) throws Exception {
        try (var service = new TestService(folder, new AccessPolicy(true, 0, Proxies.NONE, Cors.NONE));
                var visit = Visit.at(browser, look, service.uri("/"))) {
            visit.open("/");
            assertThat(visit.text("main")).contains("Reading is closed", "kamiyo keys create");
            sound(visit);
            visit.keep("closed-" + look);
            visit.open("/admin");
            visit.page().locator("#key").fill(service.key());
            visit.page().keyboard().press("Enter");
            visit.untilText("#sentence", "Nothing waits for a decision.");
            sound(visit);
        }
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void feedsThatWereNotReadForLongAreCalledStale(Look look, Browser browser, @TempDir Path folder) throws Exception {
        var now = new AtomicReference<>(Instant.parse("2026-11-25T22:30:00Z"));
        InstantSource time = now::get;
        Files.writeString(
                folder.resolve("defillama.json"),
                "[{\"date\":1795392000,\"name\":\"Lumora\",\"amount\":4200000,\"chain\":[\"Ethereum\"]}]");
        try (var service = new TestService(folder, time.withZone(ZoneOffset.UTC));
                var visit = Visit.at(browser, look, service.uri("/"))) {
            var feed = service.feeds().all().getFirst();
            service.feeds().run(feed, Order.newest(feed.location()), (_, _) -> {});
            visit.open("/");
            assertThat(visit.text("#stale")).isEmpty();
            now.set(now.get().plus(Duration.ofDays(3)));
            service.post("/api/v1/exploits", "{\"protocol\":\"Vexa\",\"occurred_at\":\"2026-11-26\"}");
            visit.untilText("#stale", "The feed defillama was last read 3 d ago; what is newer may be missing here.");
            visit.open("/");
            sound(visit);
            visit.keep("stale-feed-" + look);
            visit.open("/status");
            assertThat(visit.text("#state")).contains("stale; 1 record");
            sound(visit);
        }
    }

    /// What the service answers while nothing but a backup can be read is made up here: such a moment is over at once.
    @ParameterizedTest
    @EnumSource(Look.class)
    void dataThatAreOldAreCalledOld(Look look, Browser browser, FilledService filled) throws Exception {
        var since = Instant.now().minus(Duration.ofMinutes(14)).toString();
        try (var visit = Visit.at(browser, look, filled.home())) {
            visit.open("/");
            visit.page()
                    .route(
                            "**/health",
                            route -> route.fulfill(new Route.FulfillOptions()
                                    .setStatus(503)
                                    .setContentType("application/json")
                                    .setBody("{\"status\":\"degraded\",\"reads\":\"backup\"}")));
            visit.page()
                    .route(
                            "**/api/v1/exploits?limit=1*",
                            route -> route.fulfill(new Route.FulfillOptions()
                                    .setHeaders(Map.of("Kamiyo-Read-From", "backup", "Kamiyo-Stale-Since", since))));
            visit.untilText("#reading", "from the backup, 14 min old");
            assertThat(visit.page().locator("#latest tbody tr").count()).isEqualTo(10);
            sound(visit);
            visit.keep("stale-" + look);
            visit.page().unroute("**/health");
            visit.untilText("#reading", "live");
            sound(visit);
        }
    }
}
