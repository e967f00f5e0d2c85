package dev.kamiyo.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;

/// The desk at `/admin`, entered with the admin's key.
final class Desk {
    private Desk() {}

    /// Lets the key in and waits for a part.
    static Page enter(Visit visit, FilledService filled, String part) {
        var page = visit.open("/admin#" + part);
        page.locator("#key").fill(filled.service().key());
        page.keyboard().press("Enter");
        visit.until("() => document.querySelector('#desk:not([hidden]) #room > *')");
        return page;
    }

    /// A part is marked in the list, readable for everybody, and within the window.
    static void isInOrder(String part, Look look, Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, look, filled.home())) {
            enter(visit, filled, part);
            assertThat(visit.page().locator("#desk nav [aria-current=page]").getAttribute("href"))
                    .isEqualTo("#" + part);
            visit.keep("admin-" + part + "-" + look);
            assertThat(Axe.find(visit.page())).as("axe").isEmpty();
            assertThat(visit.overhang()).as("pixels beyond the window").isZero();
            assertThat(visit.complaints()).isEmpty();
        }
    }
}
