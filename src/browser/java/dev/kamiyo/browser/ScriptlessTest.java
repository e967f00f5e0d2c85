package dev.kamiyo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The pages where no script runs: they read, search, filter and page all the same.
@ExtendWith(Chromium.class)
final class ScriptlessTest {
    @Test
    void everythingReads(Browser browser, FilledService filled) {
        try (var visit = Visit.scriptless(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/");
            assertThat(visit.text("h1")).contains("lost this year");
            page.locator("text=As a table").click();
            assertThat(page.locator(".behind table").isVisible()).isTrue();
            page.locator("#q").fill("ronin");
            page.locator("#q").press("Enter");
            page.waitForURL("**/explore?q=ronin");
            page.locator(".rows a >> text=Ronin Bridge").first().click();
            assertThat(visit.text("h1")).isEqualTo("Ronin Bridge");
            page.locator(".top >> text=Status").click();
            assertThat(visit.text("h1")).contains("copy");
        }
    }

    @Test
    void aFormFilters(Browser browser, FilledService filled) {
        try (var visit = Visit.scriptless(browser, Look.LIGHT_PHONE, filled.home())) {
            var page = visit.open("/explore");
            assertThat(page.locator("#f-q").isVisible())
                    .as("no script closes the sheet")
                    .isTrue();
            page.locator("#f-min").fill("100m");
            page.locator("input[name=chain][value=ethereum]").check();
            page.locator(".go button").click();
            page.waitForURL("**/explore?*min_loss=100m*");
            assertThat(page.locator("input[name=chain][value=ethereum]").isChecked())
                    .isTrue();
            assertThat(page.locator("#f-min").inputValue()).isEqualTo("100m");
            int shown = page.locator(".rows tbody tr").count();
            assertThat(visit.text("h1")).startsWith(shown + " exploits");
        }
    }
}
