package dev.kamiyo.browser;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the one browser of a run, the machine's own Chromium, and the one filled service. Without a browser they
/// are skipped.
final class Chromium implements BeforeAllCallback, ParameterResolver {
    private static final Namespace ALL = Namespace.create(Chromium.class);

    /// The browser and what drives it.
    private record Driven(Playwright driver, Browser browser) implements AutoCloseable {
        @Override
        public void close() {
            driver.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        assumeThat(executable())
                .as("no chromium is on the PATH; Debian's package is chromium")
                .isPresent();
    }

    private static Optional<Path> executable() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser").map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Driven start() {
        var driver = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var root = "root".equals(System.getProperty("user.name"));
        return new Driven(
                driver,
                driver.chromium()
                        .launch(new LaunchOptions()
                                .setExecutablePath(executable().orElseThrow())
                                .setArgs(root ? List.of("--no-sandbox") : List.of())));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == Browser.class || type == FilledService.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var store = context.getRoot().getStore(ALL);
        return parameter.getParameter().getType() == Browser.class
                ? store.computeIfAbsent(Driven.class, _ -> start(), Driven.class).browser
                : store.computeIfAbsent(FilledService.class, _ -> FilledService.start(), FilledService.class);
    }
}
