package dev.kamiyo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages without a mouse.
@ExtendWith(Chromium.class)
final class KeyboardTest {
    /// What has the keyboard: whether it is seen, marked by an outline and not under the top bar.
    private static final String STOP = """
            () => {
              const at = document.activeElement;
              if (at === document.body) return null;
              const box = at.getBoundingClientRect();
              const top = document.querySelector(".top");
              const covered = !top.contains(at) && !at.matches(".skip") && box.bottom <= top.getBoundingClientRect().bottom && box.width > 1;
              const clear = at.closest(".top, .skip") !== null || box.top >= top.getBoundingClientRect().bottom;
              return { clear, name: at.outerHTML.slice(0, 120), outline: getComputedStyle(at).outlineStyle,
                seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && !covered };
            }""";

    /// Walks back: what is above comes in at the top.
    @ParameterizedTest
    @EnumSource(names = {"LIGHT_WIDE", "DARK_PHONE"})
    void nothingIsUnderTheTopBar(Look look, Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, look, filled.home())) {
            var page = visit.open("/explore");
            page.locator(".foot a").first().focus();
            for (int i = 0; i < 60; i++) {
                page.keyboard().press("Shift+Tab");
                if (page.evaluate(STOP) instanceof Map<?, ?> stop) {
                    assertThat(stop.get("clear"))
                            .as("%s is clear of the top bar", stop.get("name"))
                            .isEqualTo(true);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"o, /", "e, /explore", "s, /status"})
    void gAndALetterGoToAPage(String letter, String path, Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/explore?q=bridge");
            page.keyboard().press("g");
            page.keyboard().press(letter);
            page.waitForURL(filled.home().resolve(path).toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/explore"})
    void rowsAreWalkedAndOpened(String path, Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open(path);
            var ids = page.locator(".rows tbody tr").all().stream()
                    .map(row -> row.getAttribute("data-id"))
                    .toList();
            page.keyboard().press("j");
            assertThat(page.locator("tr.here").getAttribute("data-id")).isEqualTo(ids.get(0));
            page.keyboard().press("j");
            page.keyboard().press("j");
            assertThat(page.locator("tr.here").getAttribute("data-id")).isEqualTo(ids.get(2));
            page.keyboard().press("k");
            assertThat(page.locator("tr.here").getAttribute("data-id")).isEqualTo(ids.get(1));
            page.keyboard().press("Enter");
            page.waitForURL("**/exploits/" + ids.get(1));
        }
    }

    @Test
    void aSlashSearches(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.DARK_PHONE, filled.home())) {
            var page = visit.open("/status");
            page.keyboard().press("/");
            page.keyboard().type("ronin gj");
            assertThat(page.locator("#q").inputValue())
                    .as("letters in a field are letters")
                    .isEqualTo("ronin gj");
            page.keyboard().press("Escape");
            assertThat(visit.focused()).startsWith("<body");
            page.keyboard().press("/");
            page.keyboard().type("ronin");
            page.keyboard().press("Enter");
            page.waitForURL("**/explore?q=ronin");
            assertThat(visit.text("h1")).contains("exploit");
        }
    }

    @Test
    void aQuestionMarkShowsTheKeys(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/");
            page.keyboard().press("?");
            assertThat(page.locator("#keyboard").isVisible()).isTrue();
            assertThat(Axe.find(page)).isEmpty();
            visit.keep("keyboard-light-wide");
            page.keyboard().press("g");
            page.keyboard().press("s");
            assertThat(page.url())
                    .as("a dialog keeps the keys to itself")
                    .isEqualTo(filled.home().toString());
            page.keyboard().press("Escape");
            assertThat(page.locator("#keyboard").isVisible()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/explore", "/status", "/chains/ethereum", "/admin"})
    void everyStopIsSeen(String path, Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open(path);
            page.keyboard().press("Tab");
            assertThat(visit.focused()).contains("skip");
            page.keyboard().press("Enter");
            assertThat(visit.focused()).startsWith("<main");
            visit.open(path);
            var seen = new HashSet<>();
            for (int i = 0; i < 400; i++) {
                page.keyboard().press("Tab");
                if (!(page.evaluate(STOP) instanceof Map<?, ?> stop)) {
                    break;
                }
                seen.add(stop.get("name"));
                assertThat(stop.get("outline"))
                        .as("outline of %s", stop.get("name"))
                        .isNotEqualTo("none");
                assertThat(stop.get("seen")).as("%s is seen", stop.get("name")).isEqualTo(true);
            }
            assertThat(seen).hasSizeGreaterThan(8);
        }
    }
}
