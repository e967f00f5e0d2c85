package dev.kamiyo.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// axe-core, which finds what keeps people from using a page.
final class Axe {
    private static final String SCRIPT = script();
    private static final String RUN = """
            async () => {
              const found = await axe.run(document, { runOnly: [
                "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
              return found.violations.map((each) => ({
                rule: each.id, help: each.help, where: each.nodes.slice(0, 5).map((node) =>
                  `${node.html.slice(0, 200)} ${node.any.map((check) => check.message).join("; ")}`).join("\\n    ") }));
            }""";

    private Axe() {}

    /// What is wrong with a page by WCAG 2.2 AA and good practice; nothing when all is well.
    static List<String> find(Page page) {
        page.evaluate(SCRIPT);
        var found = (List<?>) page.evaluate(RUN);
        return found.stream()
                .map(each -> (Map<?, ?>) each)
                .map(each -> each.get("rule") + ": " + each.get("help") + "\n    " + each.get("where"))
                .toList();
    }

    private static String script() {
        try (var in = Axe.class.getResourceAsStream("/axe.min.js")) {
            if (in == null) {
                throw new IllegalStateException("axe.min.js is not in its jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
