package dev.kamiyo.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Pages that are open while something happens.
@ExtendWith(Chromium.class)
final class LiveTest {
    private static final String FIRST = "#latest tbody tr";

    @Test
    void anExploitArrivesWithoutAJump(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/");
            page.keyboard().press("j");
            var row = page.locator("tr.here").getAttribute("data-id");
            page.evaluate("() => scrollTo(0, document.querySelector('#latest').offsetTop + 200)");
            var at = page.locator("tr[data-id='" + row + "']").boundingBox().y;
            filled.arrives("Lumora");
            visit.untilText(FIRST, "Lumora");
            visit.untilText("#all", "All " + count(filled));
            assertThat(page.locator(FIRST).first().getAttribute("class")).contains("new");
            assertThat(page.locator("#latest tbody tr").count()).isEqualTo(10);
            assertThat(visit.focused()).as("the keyboard stays where it was").contains(row);
            assertThat(page.locator("tr[data-id='" + row + "']").boundingBox().y)
                    .as("what is read stays in its place")
                    .isCloseTo(at, within(2.0));
            assertThat(visit.complaints()).isEmpty();
        }
    }

    private static String count(FilledService filled) throws Exception {
        var total = filled.service().get("/api/v1/exploits?limit=1").headers().firstValueAsLong("X-Total-Count");
        return "%,d".formatted(total.orElse(0));
    }

    /// Has the page count the streams that it opens.
    private static final String COUNTED = """
            globalThis.streams = [];
            globalThis.EventSource = class extends EventSource {
              constructor(address) {
                super(address);
                streams.push(this);
              }
            };
            globalThis.open = () => streams.filter((stream) => stream.readyState !== EventSource.CLOSED).length;""";

    /// As a browser does when another tab comes before this one.
    private static void hide(Visit visit, boolean isHidden) {
        visit.page()
                .evaluate(
                        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
                                + " document.dispatchEvent(new Event('visibilitychange')); }",
                        isHidden);
    }

    @Test
    void aPageFollowsByOneStreamWhileSomebodyLooks(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            visit.page().addInitScript(COUNTED);
            visit.open("/");
            visit.until("() => open() === 1");
            hide(visit, true);
            visit.until("() => open() === 0");
            filled.arrives("Lumora Hidden");
            hide(visit, false);
            visit.untilText(FIRST, "Lumora Hidden");
            visit.until("() => open() === 1");
            assertThat(visit.asked("/api/v1/changes"))
                    .as("nothing is asked for beside it")
                    .isZero();
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void whereThereCanBeNoStreamThePageAsks(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            visit.page().addInitScript(COUNTED);
            visit.page().route("**/api/v1/stream?*", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
            visit.open("/");
            filled.arrives("Vexa Asked");
            visit.untilText(FIRST, "Vexa Asked");
            assertThat(visit.asked("/api/v1/changes")).isPositive();
            assertThat(visit.page().evaluate("() => open()")).isEqualTo(0);
        }
    }

    @Test
    void aTopicHearsOfItsOwn(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.DARK_PHONE, filled.home())) {
            visit.open("/chains/ethereum");
            filled.arrives("Lumora Topical");
            visit.untilText(FIRST, "Lumora Topical");
            assertThat(visit.asked("/api/v1/stream?chain=ethereum&after=")).isPositive();
        }
    }

    @Test
    void aLockComesAndGoesAndNothingBlanks(Browser browser, FilledService filled) throws Exception {
        assumeThat(Sqlite3.isThere()).as("Debian's sqlite3 is not installed").isTrue();
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home());
                var phone = Visit.at(browser, Look.DARK_PHONE, filled.home())) {
            visit.open("/");
            phone.open("/status");
            try (var _ = Sqlite3.holding(filled.primary(), "BEGIN EXCLUSIVE;")) {
                visit.untilText("#reading", "from the standby");
                phone.untilText("#reading", "from the standby");
                phone.untilText("#state", "database is locked");
                phone.untilText(".flow > div:nth-child(3)", "answers readers");
                visit.keep("incident-open-light-wide");
                phone.keep("incident-open-dark-phone");
                assertThat(Axe.find(visit.page())).isEmpty();
                assertThat(Axe.find(phone.page())).isEmpty();
                assertThat(visit.page().locator(FIRST).count()).isEqualTo(10);
                filled.arrives("Vexa Locked");
                visit.untilText(FIRST, "Vexa Locked");
                var other = visit.page().context().newPage();
                other.navigate(filled.home().resolve("/explore?q=vexa+locked").toString());
                assertThat(other.locator("h1").innerText()).startsWith("1 exploit");
            }
            visit.untilText("#reading", "live");
            phone.untilText("#reading", "live");
            assertThat(visit.shifts()).as("the line moves nothing").isEmpty();
            assertThat(visit.complaints()).allMatch(line -> line.contains("503")); // of /health, as it should be
        }
    }

    @Test
    void aDeletedFileIsNoticedByNobody(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.DARK_WIDE, filled.home())) {
            var page = visit.open("/explore?chain=ethereum");
            var found = visit.text("h1");
            Files.delete(filled.primary());
            page.locator("nav[aria-label=Order] >> text=Loss").click();
            visit.untilText(".rows tbody tr", "$1.26");
            assertThat(visit.text("h1")).isEqualTo(found);
            Waiting.until(() -> Files.exists(filled.primary()) && filled.isWhole());
            filled.arrives("Lumora");
            page.locator("nav[aria-label=Order] >> text=Last change").click();
            visit.untilText(".rows tbody tr", "Lumora");
            visit.untilText("#reading", "live");
        }
    }

    @Test
    void aRestoreTakesPlaceUnderAnOpenPage(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home());
                var phone = Visit.at(browser, Look.DARK_PHONE, filled.home())) {
            var page = visit.open("/");
            phone.open("/status");
            long before = filled.service().database().seq();
            filled.arrives("Lumora");
            visit.untilText(FIRST, "Lumora");
            filled.service().restore().run(Optional.empty(), Optional.of(String.valueOf(before)), false, step -> {
                assertThat(page.locator(FIRST).count()).isEqualTo(10);
                if (step.startsWith("putting it in place")) {
                    saysThatItGoesBack(visit, phone, before);
                }
            });
            Waiting.until(() -> {
                page.waitForTimeout(20);
                return !visit.text(FIRST).contains("Lumora");
            });
            assertThat(page.locator(FIRST).count()).isEqualTo(10);
            visit.untilText("#reading", "live");
            phone.untilText("#reading", "live");
            phone.untilText("#state h1", "Every copy is in step.");
            assertThat(visit.shifts()).as("the line moves nothing").isEmpty();
        }
    }

    private static void saysThatItGoesBack(Visit visit, Visit phone, long seq) {
        var number = "%,d".formatted(seq);
        try {
            visit.untilText("#reading", "restoring write " + number + "; reads go on");
            phone.untilText("#reading", "restoring write " + number);
            phone.untilText("#state h1", "The data go back to write " + number);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        visit.keep("restoring-light-wide");
        phone.keep("restoring-dark-phone");
        assertThat(visit.overhang() + phone.overhang()).isZero();
        assertThat(Axe.find(visit.page())).isEmpty();
        assertThat(Axe.find(phone.page())).isEmpty();
    }

    @Test
    void offlineThePageStaysAndSaysSo(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            visit.context().setOffline(true);
            visit.untilText("#reading", "offline; last heard");
            page.locator("input[name=chain][value=ethereum]").check();
            assertThat(page.locator(".rows tbody tr").count()).isEqualTo(50);
            visit.context().setOffline(false);
            visit.untilText("#reading", "live");
        }
    }

    @Test
    void theFirstExploitsMakeTheFirstPage(Browser browser, @TempDir Path empty) throws Exception {
        try (var service = new TestService(empty);
                var visit = Visit.at(browser, Look.LIGHT_WIDE, service.uri("/"))) {
            var page = visit.open("/");
            assertThat(visit.text("h1")).isEqualTo("No exploit is known yet.");
            assertThat(Axe.find(page)).isEmpty();
            visit.keep("first-start-light-wide");
            service.post("/api/v1/exploits", "{\"protocol\":\"Lumora\",\"occurred_at\":\"2026-11-24\"}");
            visit.until("() => document.querySelector('#latest tbody tr')");
            assertThat(visit.text(FIRST)).contains("Lumora");
        }
    }
}
