package dev.kamiyo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitUntilState;
import dev.kamiyo.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The explorer, the chart and the theme by mouse: what is shown follows at once, and the address tells all of it.
@ExtendWith(Chromium.class)
final class ExplorerTest {
    @Test
    void filtersAnswerAndTheAddressKeepsThem(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            var all = visit.text("h1");
            page.locator("#f-q").fill("bridge");
            visit.until("() => location.search === '?q=bridge'");
            assertThat(visit.text("h1")).isNotEqualTo(all);
            page.locator("input[name=chain][value=ethereum]").check();
            visit.until("() => location.search.includes('chain=ethereum')");
            var found = visit.text("h1");
            page.reload();
            assertThat(visit.text("h1")).as("the address is the whole state").isEqualTo(found);
            assertThat(page.locator("input[name=chain][value=ethereum]").isChecked())
                    .isTrue();
            back(visit, "?q=bridge");
            back(visit, "");
            assertThat(visit.text("h1")).isEqualTo(all);
            assertThat(page.url()).endsWith("/explore");
            assertThat(visit.complaints()).isEmpty();
        }
    }

    /// Goes back and waits until the page is loaded anew: going on before that breaks the loading off.
    private static void back(Visit visit, String search) {
        visit.page().evaluate("() => { globalThis.old = true; }");
        visit.page().goBack();
        visit.until(
                "() => !globalThis.old && document.readyState === 'complete' && location.search === '" + search + "'");
    }

    @Test
    void whatCannotBeTakenIsToldBesideItsField(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            var all = visit.text("h1");
            page.locator("#f-min").fill("much");
            visit.until("() => document.querySelector('#f-min').validationMessage !== ''");
            assertThat(visit.text("h1")).as("what was found stays").isEqualTo(all);
            page.locator("#f-min").fill("100m");
            visit.until("() => location.search === '?min_loss=100m'");
            assertThat(page.locator("#f-min").evaluate("field => field.validationMessage"))
                    .isEqualTo("");
        }
    }

    @Test
    void aFieldThatWasRefusedIsAskedAnew(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            page.locator("#f-min").fill("10m");
            visit.until("() => location.search === '?min_loss=10m'");
            page.locator("#f-max").fill("1m");
            visit.until("() => document.querySelector('#f-max').validationMessage !== ''");
            assertThat(visit.focused())
                    .as("nobody is sent away from where they type")
                    .contains("f-max");
            assertThat(visit.text("#found .warned")).startsWith("Max_loss is less than min_loss");
            page.locator("#f-min").fill("100k");
            visit.until("() => location.search.includes('max_loss=1m')");
            assertThat(page.evaluate("() => document.getElementById('filters').checkValidity()"))
                    .isEqualTo(true);
            assertThat(page.locator("#found .warned").count()).isZero();
        }
    }

    @Test
    void whatIsNoPageOfOursIsToldAndWhatIsShownStays(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            var bad = new Route.FulfillOptions()
                    .setStatus(502)
                    .setContentType("text/html")
                    .setBody("<html><h1>Bad gateway</h1></html>");
            page.route("**/explore?*", route -> route.fulfill(bad));
            page.locator("input[name=chain][value=bsc]").check();
            visit.untilText("#found .warned", "The answer was 502");
            assertThat(page.locator(".rows tbody tr").count()).isEqualTo(50);
            assertThat(page.locator("main").innerText()).doesNotContain("null");
            page.unroute("**/explore?*");
            page.locator("input[name=chain][value=ethereum]").check();
            visit.until("() => location.search.includes('chain=ethereum,bsc')");
            assertThat(page.locator("#found .warned").count()).isZero();
        }
    }

    @Test
    void theFocusStaysWhereItWas(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            page.locator("nav[aria-label=Order] >> text=Loss").focus();
            page.keyboard().press("Enter");
            visit.until("() => location.search.includes('sort=loss')");
            visit.until("() => document.activeElement.matches('nav[aria-label=Order] a:nth-child(2)')");
            page.locator("text=Next page").focus();
            page.keyboard().press("Enter");
            visit.until("() => location.search.includes('cursor=')");
            visit.until("() => document.activeElement.matches('#found h1')");
            page.locator("#f-q").fill("bridge");
            page.locator(".go button").focus();
            page.keyboard().press("Enter");
            visit.until("() => location.search.includes('q=bridge')");
            assertThat(visit.focused()).startsWith("<button");
        }
    }

    @Test
    void aFieldThatIsTypedIntoIsOneStepOfTheHistory(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            var before = page.evaluate("() => history.length");
            for (var text : List.of("br", "brid", "bridge")) {
                page.locator("#f-q").fill(text);
                visit.until("() => location.search === '?q=" + text + "'");
            }
            assertThat(page.evaluate("() => history.length")).isEqualTo((int) before + 1);
            back(visit, "");
        }
    }

    @Test
    void filtersFoldAndUnfoldWithTheWidth(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            visit.page().setViewportSize(800, 1280);
            var page = visit.open("/explore");
            assertThat(page.locator("#f-q").isVisible()).isFalse();
            page.setViewportSize(1280, 800);
            visit.until("() => document.querySelector('#f-q').checkVisibility()");
            page.setViewportSize(800, 1280);
            visit.until("() => !document.querySelector('#f-q').checkVisibility()");
        }
    }

    @Test
    void aSlowPhoneDoesNotSeeTheFiltersCollapse(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.DARK_PHONE, filled.home())) {
            var page = visit.page();
            var held = new AtomicReference<Route>();
            page.route("**/assets/explore-*", held::set);
            page.navigate(
                    filled.home().resolve("/explore").toString(),
                    new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
            visit.until("() => document.querySelector('.foot') && document.querySelector('.rows tr')");
            Waiting.until(() -> {
                page.waitForTimeout(20);
                return held.get() != null;
            });
            assertThat(page.locator("#f-q").isVisible()).isFalse();
            held.get().resume();
            page.waitForLoadState();
            page.locator(".sheet > summary").tap();
            assertThat(page.locator("#f-q").isVisible()).isTrue();
            assertThat(visit.shifts()).isEmpty();
        }
    }

    @Test
    void ordersAndPagesComeWithoutANewPage(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            page.evaluate("() => globalThis.same = true");
            page.locator("nav[aria-label=Order] >> text=Loss").click();
            visit.untilText(".rows tbody tr", "$3.5");
            assertThat(page.url()).contains("sort=loss");
            page.locator("text=Next page").click();
            visit.until("() => location.search.includes('cursor=')");
            assertThat(visit.text(".rows tbody tr")).doesNotContain("$3.5");
            assertThat(page.evaluate("() => globalThis.same")).isEqualTo(true);
            assertThat(page.evaluate("() => scrollY")).isEqualTo(0);
        }
    }

    @Test
    void exactlyWhatIsShownCanBeTakenHome(Browser browser, FilledService filled, @TempDir Path folder)
            throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            assertThat(visit.open("/explore").locator("nav[aria-label=Export]").innerText())
                    .as("what is not all says so")
                    .contains("JSON, first 1,000");
            var page = visit.open("/explore?chain=solana&min_loss=10m");
            assertThat(page.locator("nav[aria-label=Export]").innerText()).doesNotContain("1,000");
            int shown = page.locator(".rows tbody tr").count();
            var answer = page.request()
                    .get(filled.home()
                            .resolve(page.locator("nav[aria-label=Export] >> text=CSV")
                                    .getAttribute("href"))
                            .toString());
            var file = Files.writeString(folder.resolve("exploits.csv"), answer.text());
            assertThat(Files.readAllLines(file)).hasSize(shown + 1);
        }
    }

    @Test
    void aSlowNetworkKeepsWhatIsShown(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            var held = new AtomicReference<Route>();
            page.route("**/explore?*", held::set);
            page.locator("input[name=chain][value=bsc]").check();
            visit.until("() => document.querySelector('#found').getAttribute('aria-busy') === 'true'");
            assertThat(page.locator(".rows tbody tr").count()).isEqualTo(50);
            held.get().resume();
            visit.until("() => location.search === '?chain=bsc'");
            assertThat(page.locator("#found[aria-busy=true]").count()).isZero();
        }
    }

    @Test
    void aPhoneHasItsFiltersInASheet(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.DARK_PHONE, filled.home())) {
            var page = visit.open("/explore");
            assertThat(page.locator("#f-q").isVisible()).isFalse();
            page.locator(".sheet > summary").tap();
            assertThat(page.locator("#f-q").isVisible()).isTrue();
            visit.keep("filters-dark-phone");
        }
    }

    @Test
    void aBarOfTheChartLeadsToItsMonth(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/");
            page.locator("nav[aria-label=Scale] >> text=Log").click();
            visit.until("() => location.search === '?scale=log'");
            var bar = page.locator("svg.chart rect[data-href='/explore?since=2022-03&until=2022-03']");
            bar.click();
            page.waitForURL("**/explore?since=2022-03&until=2022-03");
            assertThat(visit.text(".rows")).contains("Ronin");
        }
    }

    @Test
    void whereNothingMayBeStoredTheThemeHoldsForItsPage(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            visit.context().addInitScript("""
                    Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } });""");
            var page = visit.open("/");
            page.locator("#theme").click();
            assertThat(page.locator("#theme").innerText()).contains("light");
            page.locator("#theme").click();
            page.locator("#theme").click();
            assertThat(page.locator("#theme").innerText()).contains("system");
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void aChoiceOfNothingHasNoHeading(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            assertThat(page.locator("#filters legend:visible").count()).isGreaterThan(4);
            page.locator("#f-q").fill("nothing is called this");
            visit.until("() => location.search.includes('nothing')");
            assertThat(page.locator("#filters legend:visible").count()).isZero();
            page.locator("#f-q").fill("bridge");
            visit.until("() => location.search.includes('bridge')");
            assertThat(page.locator("#filters legend:visible").count()).isGreaterThan(4);
        }
    }

    @Test
    void aNumberLeadsToItsExploit(Browser browser, FilledService filled) throws Exception {
        var id = filled.exploit(0);
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore");
            page.locator("#f-q").fill(id);
            page.waitForURL("**/exploits/" + id);
            page.goBack();
            page.waitForURL("**/explore");
        }
    }

    @Test
    void theThemeIsChosenAndKept(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/");
            var ground = "() => getComputedStyle(document.body).backgroundColor";
            var light = page.evaluate(ground);
            page.locator("#theme").click(); // light
            page.locator("#theme").click(); // dark
            assertThat(page.evaluate(ground)).isNotEqualTo(light);
            var dark = page.evaluate(ground);
            visit.open("/status");
            assertThat(page.evaluate(ground)).isEqualTo(dark);
            page.locator("#theme").click();
            assertThat(page.evaluate(ground)).isEqualTo(light);
        }
    }
}
