package dev.kamiyo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is documented exists, and what exists is documented.
final class DocsTest {
    private static final Pattern SETTING = Pattern.compile("KAMIYO_[A-Z_]+");
    private static final Pattern FLAG = Pattern.compile("names = \"(--[a-z-]+)\"");
    private static final Pattern VERB = Pattern.compile("name = \"(?:kamiyo )?([a-z]+)\",");
    private static final Pattern PROBLEM = Pattern.compile("\\d{3},\\s*\"([a-z-]+)\"");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyRouteStandsInTheTableAndNoOther() throws Exception {
        try (var service = new TestService(folder)) {
            assertThat(find(read("docs/API.md"), Pattern.compile("(?m)^\\| `((?:GET|POST) /[^`]*)`")))
                    .isEqualTo(new TreeSet<>(service.routeNames()));
        }
    }

    @Test
    void everyMetricStandsInTheTableAndNoOther() throws Exception {
        try (var service = new TestService(folder)) {
            service.get("/health");
            var exist = find(service.get("/metrics").body(), Pattern.compile("# TYPE (kamiyo_\\w+)"));
            assertThat(find(read("docs/API.md"), Pattern.compile("(?m)^\\| `(kamiyo_\\w+)`")))
                    .isEqualTo(exist);
        }
    }

    @Test
    void everySettingStandsInTheTableAndNoOther() throws IOException {
        var documented = find(read("README.md"), Pattern.compile("\\| `(KAMIYO_[A-Z_]+)`"));
        assertThat(find(sources() + read("kamiyo"), SETTING)).isEqualTo(documented);
    }

    @Test
    void everyFlagOfTheServiceStandsInTheTable() throws IOException {
        var flags = find(sources(), FLAG);
        flags.removeAll(Set.of(
                "--accept-drift",
                "--all",
                "--discard",
                "--dry-run",
                "--expires",
                "--format",
                "--from",
                "--json",
                "--limit",
                "--live",
                "--reason",
                "--role",
                "--to",
                "--try")); // of one verb, in its help
        assertThat(find(read("README.md"), Pattern.compile("\\| `(--[a-z-]+)`")))
                .isEqualTo(flags);
    }

    @Test
    void everyVerbIsInTheReadme() throws IOException {
        assertThat(find(sources(), VERB)).contains("serve", "import");
        for (var verb : find(sources(), VERB)) {
            assertThat(read("README.md")).contains("kamiyo " + (verb.equals("kamiyo") ? "" : verb));
        }
    }

    @Test
    void everyProblemStandsInTheTableAndNoOther() throws IOException {
        assertThat(find(read("docs/API.md"), Pattern.compile("(?m)^\\| `([a-z-]+)` \\| [45]")))
                .isEqualTo(find(httpSources(), PROBLEM));
    }

    @Test
    void linksOfThePagesLeadSomewhere() throws IOException {
        try (Stream<Path> pages = Files.walk(Path.of("."), 3)) {
            for (var page : pages.filter(p -> p.toString().endsWith(".md")).toList()) {
                for (var link : find(Files.readString(page), Pattern.compile("\\]\\(([^)#:]+)\\)"))) {
                    assertThat(page.resolveSibling(link))
                            .as("a link of " + page)
                            .exists();
                }
            }
        }
    }

    private static Set<String> find(String text, Pattern pattern) {
        return pattern.matcher(text)
                .results()
                .map(m -> m.groupCount() == 0 ? m.group() : m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(String page) throws IOException {
        return Files.readString(Path.of(page));
    }

    private static String sources() throws IOException {
        return javaIn(Path.of("src/main/java"));
    }

    private static String httpSources() throws IOException {
        return javaIn(Path.of("src/main/java/dev/kamiyo/http"));
    }

    private static String javaIn(Path folder) throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                text.append(Files.readString(file)).append('\n');
            }
        }
        return text.toString();
    }
}
