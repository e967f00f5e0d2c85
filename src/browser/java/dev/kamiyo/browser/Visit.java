package dev.kamiyo.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.LoadState;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A window in which somebody walks through the pages, and what the browser noticed meanwhile. Belongs to one thread.
final class Visit implements AutoCloseable {
    /// Notes each part that moved without somebody's doing.
    private static final String SHIFTS = """
            globalThis.shifts = [];
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) {
                if (entry.hadRecentInput || entry.value < 0.001) continue; // less than a pixel of a column
                shifts.push(`${entry.value.toFixed(4)} ${entry.sources.map(({ node }) => node?.outerHTML ?? node?.nodeName)
                  .join(" | ").slice(0, 300)}`);
              }
            }).observe({ type: "layout-shift", buffered: true });""";

    /// Words of pictures that run into each other, or into a bar, or out of the window.
    private static final String COVERED = """
            () => {
              const box = (part) => part.getBoundingClientRect();
              const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
              const texts = [...document.querySelectorAll(".chart text")].filter((text) => text.checkVisibility());
              const bars = [...document.querySelectorAll(".chart rect.loss")];
              return texts.flatMap((text, at) => [
                ...texts.slice(at + 1).filter((other) => meet(box(text), box(other))),
                ...(text.matches(".label") ? bars.filter((bar) => meet(box(text), box(bar))) : []),
                ...(box(text).left < 0 || box(text).right > innerWidth ? [document.body] : []),
              ].map((other) => `${text.textContent} | ${other.textContent.slice(0, 60)}`));
            }""";

    private final BrowserContext context;
    private final Page page;
    private final URI home;
    private final List<String> complaints = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();

    private Visit(BrowserContext context, URI home) {
        this.context = context;
        this.home = home;
        context.addInitScript(SHIFTS);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("uncaught: " + error));
        page.onRequest(request -> {
            requests.add(request);
            if (!request.url().startsWith(home.toString()) && !request.url().startsWith("data:")) {
                complaints.add("asks elsewhere: " + request.url());
            }
        });
    }

    /// Opens a window.
    ///
    /// @param home where the service answers, with a slash at its end
    static Visit at(Browser browser, Look look, URI home) {
        return new Visit(browser.newContext(look.options()), home);
    }

    /// Opens a window in which no script runs.
    static Visit scriptless(Browser browser, Look look, URI home) {
        return new Visit(browser.newContext(look.options().setJavaScriptEnabled(false)), home);
    }

    /// Goes to a page of the service.
    Page open(String path) {
        requests.clear();
        page.navigate(home.resolve(path).toString());
        page.waitForLoadState(LoadState.LOAD);
        return page;
    }

    Page page() {
        return page;
    }

    /// The window with its storage and network.
    BrowserContext context() {
        return context;
    }

    /// What the browser complained of: errors, and requests to other servers.
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /// What the page is made of: what it asked for since it was opened, what its scripts ask for later aside.
    List<String> requests() {
        return parts().map(Request::url).toList();
    }

    /// How often something was asked for whose address begins with a path.
    long asked(String path) {
        var start = home.resolve(path).toString();
        return List.copyOf(requests).stream()
                .filter(request -> request.url().startsWith(start))
                .count();
    }

    /// The bytes of what the page is made of, as they were sent.
    long bytes() {
        return parts().mapToLong(request -> request.sizes().responseBodySize).sum();
    }

    private Stream<Request> parts() {
        return List.copyOf(requests).stream() // more may come while it is walked
                .filter(request -> request.url().startsWith("http"))
                .filter(request -> !List.of("fetch", "eventsource").contains(request.resourceType()));
    }

    /// Parts that moved without somebody's doing, since the page was opened.
    List<String> shifts() {
        return ((List<?>) page.evaluate("() => shifts"))
                .stream().map(String::valueOf).toList();
    }

    /// Pixels that the page is wider than the window.
    int overhang() {
        return (int) page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    /// Words of pictures that cannot be read: what covers them.
    List<String> covered() {
        return ((List<?>) page.evaluate(COVERED)).stream().map(String::valueOf).toList();
    }

    /// Words of drawings that reach beyond the sides of theirs.
    List<String> beyond() {
        return ((List<?>) page.evaluate("""
                () => [...document.querySelectorAll('.chart text')].filter(text => {
                    const box = text.getBBox();
                    return text.checkVisibility()
                        && (box.x < 0 || box.x + box.width > text.ownerSVGElement.getBoundingClientRect().width);
                }).map(text => text.textContent)""")).stream().map(String::valueOf).toList();
    }

    /// The text of the first element that a selector finds.
    String text(String selector) {
        return page.locator(selector).first().innerText();
    }

    /// Returns once the first element that a selector finds has a text.
    void untilText(String selector, String part) throws Exception {
        Waiting.until(() -> {
            page.waitForTimeout(20); // lets the browser's events in
            return text(selector).contains(part);
        });
    }

    /// Returns once a condition of the page holds.
    void until(String expression) {
        try {
            page.waitForFunction(expression, null, new Page.WaitForFunctionOptions().setTimeout(20_000));
        } catch (TimeoutError e) {
            throw new AssertionError(
                    expression + " does not come to hold on "
                            + page.locator("main").innerText() + "; the browser says " + complaints,
                    e);
        }
    }

    /// The element that has the keyboard, as HTML of its start tag.
    String focused() {
        return String.valueOf(
                page.evaluate("() => document.activeElement.outerHTML.replace(/(>)[^]*/, '$1').slice(0, 300)"));
    }

    /// Keeps a picture of the page, if pictures are due.
    void keep(String name) {
        var folder = System.getProperty("screenshots");
        if (folder == null) {
            return;
        }
        try {
            Picture.write(page.screenshot(), Path.of(folder, name + ".png"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
