package dev.kamiyo.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.Media;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each page in both themes and two widths: whole, quiet, light, readable for everybody.
@ExtendWith(Chromium.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PagesTest {
    private static final int REQUESTS = 5;
    /// The desk of those who look after the data asks for its modules, too.
    private static final int REQUESTS_OF_ADMIN = 7;
    private static final int BYTES = 100_000;
    /// 100 on a machine that does nothing else.
    private static final double FIRST_CONTENT_MS = 250;

    /// A property of the first element that a selector finds.
    private static final String STYLE = "([part, name]) => getComputedStyle(document.querySelector(part))[name]";

    private final Map<String, String> paths = new LinkedHashMap<>();

    @BeforeAll
    void name(FilledService filled) throws Exception {
        paths.put("overview", "/");
        paths.put("overview-log", "/?scale=log");
        paths.put("explore", "/explore");
        paths.put("explore-filtered", "/explore?chain=ethereum,bsc&min_loss=10m&sort=loss");
        paths.put("explore-nothing", "/explore?q=nothing+is+called+this");
        paths.put("exploit", "/exploits/" + filled.exploit(1));
        paths.put("chain", "/chains/ethereum");
        paths.put("technique", "/techniques/oracle-manipulation");
        paths.put("protocol", "/protocols/" + filled.protocol());
        paths.put("refusal", "/explore?severity=dire");
        paths.put("incident", "/incidents/" + filled.harmed());
        paths.put("status", "/status");
        paths.put("admin", "/admin");
        paths.put("docs", "/docs");
    }

    Stream<Arguments> pagesAndLooks() {
        return paths.keySet().stream().flatMap(page -> Stream.of(Look.values()).map(look -> arguments(page, look)));
    }

    @ParameterizedTest
    @MethodSource("pagesAndLooks")
    void aPage(String name, Look look, Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, look, filled.home())) {
            visit.open(paths.getOrDefault(name, ""));
            visit.keep(name + "-" + look);
            assertThat(visit.requests())
                    .as("requests")
                    .hasSizeLessThanOrEqualTo(name.equals("admin") ? REQUESTS_OF_ADMIN : REQUESTS);
            assertThat(visit.bytes()).as("bytes").isLessThanOrEqualTo(BYTES);
            assertThat(Axe.find(visit.page())).as("axe").isEmpty();
            assertThat(visit.overhang()).as("pixels beyond the window").isZero();
            assertThat(visit.shifts()).as("parts that moved").isEmpty();
            assertThat(visit.complaints()).allMatch(line -> name.equals("refusal") && line.contains("status of 400"));
        }
    }

    /// The widths between which the pages are laid out anew, and those of a small and of a large screen.
    @ParameterizedTest
    @ValueSource(ints = {320, 390, 720, 721, 1080, 1081, 1280, 1920})
    void theWordsOfADrawingStandClear(int width, Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            visit.page().setViewportSize(width, 800);
            for (var name : List.of("overview", "overview-log", "chain", "technique", "protocol")) {
                visit.open(paths.getOrDefault(name, ""));
                assertThat(visit.covered()).as("%s, %s wide", name, width).isEmpty();
                assertThat(visit.beyond()).as("%s, %s wide", name, width).isEmpty();
                assertThat(visit.page().locator(".chart .label:visible").count())
                        .as("named on %s", name)
                        .isPositive();
            }
        }
    }

    @Test
    void requestsToTypeGoToWhereThePageCameFrom(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/docs");
            assertThat(page.locator("pre.say").allInnerTexts())
                    .isNotEmpty()
                    .allMatch(text -> text.startsWith("curl " + filled.home()));
        }
    }

    @Test
    void whatAFieldTakesCanBeRead(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.DARK_WIDE, filled.home())) {
            var page = visit.open("/explore");
            assertThat(page.evaluate(
                            "() => getComputedStyle(document.getElementById('f-since'), '::placeholder').color"))
                    .as("axe measures no placeholders; this colour it knows")
                    .isEqualTo(page.evaluate(STYLE, List.of(".foot", "color")));
        }
    }

    @Test
    void paperIsLightAndShowsAllOfATable(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.DARK_WIDE, filled.home())) {
            var page = visit.open(paths.getOrDefault("exploit", ""));
            var dark = page.evaluate(STYLE, List.of("body", "backgroundColor"));
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
            assertThat(page.evaluate(STYLE, List.of("body", "backgroundColor"))).isNotEqualTo(dark);
            assertThat(page.evaluate(STYLE, List.of(".scroll", "overflowX"))).isEqualTo("visible");
            assertThat(page.evaluate(STYLE, List.of(".top", "position"))).isEqualTo("static");
        }
    }

    @Test
    void whatOnlyColoursTellStaysWhereColoursAreForced(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/status");
            var parts = List.of(".strip .fine, .strip .degraded", ".reading .dot");
            var before = parts.stream()
                    .map(part -> page.evaluate(STYLE, List.of(part, "backgroundColor")))
                    .toList();
            page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
            assertThat(parts.stream()
                            .map(part -> page.evaluate(STYLE, List.of(part, "backgroundColor")))
                            .toList())
                    .isEqualTo(before);
        }
    }

    @Test
    void theFirstContentIsThereAtOnce(Browser browser, FilledService filled) {
        double best = Double.MAX_VALUE;
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            for (int i = 0; i < 8 && best > FIRST_CONTENT_MS; i++) {
                visit.open("/");
                visit.until("() => performance.getEntriesByName('first-contentful-paint').length > 0");
                best = Math.min(
                        best,
                        ((Number)
                                        visit.page()
                                                .evaluate(
                                                        "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                                .doubleValue());
            }
        }
        assertThat(best).as("ms").isLessThanOrEqualTo(FIRST_CONTENT_MS);
    }
}
