package dev.kamiyo.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import dev.kamiyo.access.Proxies;
import dev.kamiyo.db.Role;
import dev.kamiyo.http.AccessPolicy;
import dev.kamiyo.http.Cors;
import dev.kamiyo.source.Order;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.TmpfsDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
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

    /// The disk is full and both files are written over at once: neither copy can be read, and neither can be built
    /// anew. Only the backup is left, until there is room again.
    @ParameterizedTest
    @EnumSource(Look.class)
    void whereOnlyABackupIsLeftThePagesComeFromIt(Look look, Browser browser) throws Exception {
        assumeThat(TmpfsDisk.obstacle()).as("why there can be no small disk").isEmpty();
        var behind = new AtomicReference<>(Duration.ofMinutes(14));
        InstantSource time = () -> Instant.now().minus(behind.get());
        var disk = TmpfsDisk.create(64);
        try (AutoCloseable _ = disk::abandon;
                var service = new TestService(disk.root(), time.withZone(ZoneOffset.UTC));
                var visit = Visit.at(browser, look, service.uri("/"))) {
            for (int i = 1; i <= 12; i++) {
                service.post(
                        "/api/v1/exploits",
                        "{\"protocol\":\"Lumora %d\",\"occurred_at\":\"2026-11-%02d\",\"loss_usd\":%d,\"chains\":[\"base\"]}"
                                .formatted(i, i, i * 1_250_000));
            }
            service.backups().make(service.database());
            behind.set(Duration.ZERO);
            visit.open("/");
            disk.fill();
            for (var role : Role.values()) {
                overwrite(service.database().copy(role).file());
            }
            visit.untilText("#reading", "from the backup, 14 min old");
            assertThat(visit.page().locator("#latest tbody tr").count()).isEqualTo(10);
            sound(visit);
            visit.open("/");
            assertThat(visit.text("#reading")).contains("from the backup");
            sound(visit);
            visit.keep("stale-" + look);
            visit.open("/explore?min_loss=10m");
            assertThat(visit.text("h1")).startsWith("5 exploits, ");
            visit.page().locator(".c-title a").first().click();
            assertThat(visit.text("h1")).isEqualTo("Lumora 12");
            assertThat(visit.text("#reading")).contains("from the backup");
            sound(visit);
            visit.open("/status");
            assertThat(visit.text("#state h1")).startsWith("No copy is in service");
            assertThat(visit.text("#state")).contains("the file was written over", "open", "not over");
            sound(visit);
            visit.keep("stale-status-" + look);
            disk.makeRoom();
            visit.untilText("#reading", "live");
            visit.untilText("#state h1", "Every copy is in step.");
            visit.open("/");
            assertThat(visit.page().locator("#latest tbody tr").count()).isEqualTo(10);
        }
    }

    private static void overwrite(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long at = 0; at < channel.size(); at += 4096) {
                channel.write(ByteBuffer.wrap(new byte[4096]), at);
            }
        }
    }
}
