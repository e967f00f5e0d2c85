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

class AlertRulesTest {
    private static final Path RULES = Path.of("deploy/monitoring/kamiyo-alerts.yml");

    @Test
    void theRulesFireWhenTheyShould() throws IOException {
        Assumptions.assumeTrue(
                Stream.of("/usr/bin/promtool", "/usr/local/bin/promtool")
                        .anyMatch(file -> Files.isExecutable(Path.of(file))),
                "promtool is not installed (Debian: the package prometheus)");
        var process = new ProcessBuilder("promtool", "test", "rules", "deploy/monitoring/kamiyo-alerts-test.yml")
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(said).isZero();
    }

    @Test
    void theRulesAskForMetricsThatExist() throws IOException {
        var documented = Files.readString(Path.of("docs/API.md"));
        var asked = Pattern.compile("kamiyo_\\w+")
                .matcher(Files.readString(RULES))
                .results()
                .toList();
        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(documented).contains("| `" + metric.group() + "`"));
    }
}
