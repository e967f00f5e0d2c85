package dev.kamiyo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class AlertRulesTest {
    private static final Path MONITORING = Path.of("deploy/monitoring");

    @Test
    void theRulesFireWhenTheyShould() throws IOException {
        assumeThatPromtoolIsThere();
        passes("test", "rules", "deploy/monitoring/kamiyo-alerts-test.yml");
    }

    private static void assumeThatPromtoolIsThere() {
        Assumptions.assumeTrue(
                Stream.of("/usr/bin/promtool", "/usr/local/bin/promtool")
                        .anyMatch(file -> Files.isExecutable(Path.of(file))),
                "promtool is not installed (Debian: the package prometheus)");
    }

    private static void passes(String... words) throws IOException {
        var process = new ProcessBuilder(
                        Stream.concat(Stream.of("promtool"), Stream.of(words)).toList())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kamiyo-alerts.yml", "kamiyo-dashboard.json"})
    void theyAskForMetricsThatExist(String file) throws IOException {
        var documented = Files.readString(Path.of("docs/API.md"));
        var asked = Pattern.compile("kamiyo_\\w+")
                .matcher(Files.readString(MONITORING.resolve(file)))
                .results()
                .map(metric -> metric.group().replaceFirst("_bucket$", ""))
                .toList();
        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(documented).contains("| `" + metric + "`"));
    }

    /// promtool reads the expressions of the dashboard as rules: what Prometheus would refuse fails here.
    @Test
    void prometheusReadsTheQueriesOfTheDashboard(@TempDir Path folder) throws IOException {
        assumeThatPromtoolIsThere();
        var rules = new StringBuilder("groups: [{name: dashboard, rules: [");
        var panels = JsonMapper.shared()
                .readTree(Files.readString(MONITORING.resolve("kamiyo-dashboard.json")))
                .path("panels");
        assertThat(panels).isNotEmpty();
        for (var panel : panels) {
            for (var target : panel.path("targets")) {
                rules.append("{record: a, expr: ")
                        .append(JsonMapper.shared()
                                .writeValueAsString(target.path("expr").asString("")))
                        .append("},");
            }
        }
        var file = Files.writeString(
                folder.resolve("rules.yml"), rules.append("]}]").toString());
        passes("check", "rules", "--lint=none", file.toString());
    }
}
