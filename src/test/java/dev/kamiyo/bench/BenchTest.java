package dev.kamiyo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What is made of figures; the figures themselves are no matter of tests.
final class BenchTest {
    private static final Figure SERVED =
            Figure.beside("served", 10_000, 5_000, Unit.PER_SECOND, "nginx", 10_000, Goal.atLeastTimes(0.8));
    private static final Figure STARTED = Figure.alone("started", 10_000, 350, Unit.MILLIS, Goal.atMost(400));
    private static final String SAID = """
              Latency Distribution
                 50%    1.10ms
                 99%    2.50s
            Requests/sec:   1234.50
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aTableTellsWhatWasReachedAndIsReadAgain() {
        var table = Table.write(List.of(SERVED, STARTED));
        assertThat(table)
                .contains("| served | 10,000 | 5,000 /s | nginx: 10,000 /s | 0.50 | ≥ 0.8 × | **missed** |")
                .contains("| started | 10,000 | 350 ms |  |  | ≤ 400 ms | reached |");
        assertThat(Table.ratios("# A page\n\n" + table + "\nmore | text")).isEqualTo(Map.of(key(SERVED), 0.5));
    }

    private static Table.Key key(Figure figure) {
        return new Table.Key(figure.work(), figure.exploits());
    }

    @Test
    void theGuardTellsOfWhatIsFourTimesWorseAndOfNothingElse() {
        assertThat(new Guard(Map.of(key(SERVED), 1.9)).regressions(List.of(SERVED, STARTED)))
                .isEmpty();
        assertThat(new Guard(Map.of()).regressions(List.of(SERVED))).isEmpty();
        assertThat(new Guard(Map.of(key(SERVED), 2.1)).regressions(List.of(SERVED)))
                .containsExactly("served with 10,000 exploits: 0.50 of its yardstick; 2.10 was recorded");
        var slow = Figure.beside("backup", 10_000, 700, Unit.MILLIS, "cp", 100, Goal.atMostTimes(1.5));
        assertThat(new Guard(Map.of(key(slow), 1.0)).regressions(List.of(slow))).isEmpty();
    }

    @Test
    void answersThatWereNoneOfSuccessAreNoFigure() throws IOException {
        assertThat(Wrk.parse(SAID)).isEqualTo(new Wrk(1_234.5, 2_500));
        assertThatThrownBy(() -> Wrk.parse("Non-2xx or 3xx responses: 12\n" + SAID))
                .hasMessageContaining("Non-2xx or 3xx responses: 12");
        assertThatThrownBy(() -> Wrk.parse("unable to connect")).hasMessageContaining("unable to connect");
    }

    @Test
    void thePageKeepsWhatPeopleWroteAndGetsAPlotOfWhatGrew() throws Exception {
        var page = Files.createDirectories(folder.resolve("docs/images")).resolveSibling("PERFORMANCE.md");
        var more = Figure.beside("served", 100_000, 50, Unit.PER_SECOND, "a & b", 100, Goal.atLeastTimes(0.8));
        Files.writeString(page, """
                # Above
                <!-- measured: written by kamiyo bench --write -->
                old
                <!-- end of what was measured -->
                # Below
                """);
        new Page(folder).write(List.of(SERVED, STARTED, more), "a machine", "./kamiyo bench", LocalDate.of(2026, 1, 2));
        assertThat(Files.readString(page))
                .startsWith("# Above\n")
                .endsWith("# Below\n")
                .contains("Measured on 2026-01-02 with `./kamiyo bench`: a machine.", "| served | 100,000 |")
                .doesNotContain("old");
        var svg = Files.readString(folder.resolve("docs/images/growth.svg"));
        var plot = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(plot.getElementsByTagName("circle").getLength()).isEqualTo(2);
        assertThat(svg).contains("5,000 /s", "100,000").doesNotContain("started");
        assertThat(page).content().contains("](images/growth.svg)");
    }

    @Test
    void aPageWithoutAPlaceForFiguresStaysAsItIs() throws IOException {
        var page = Files.createDirectories(folder.resolve("docs")).resolve("PERFORMANCE.md");
        Files.writeString(page, "# Nothing\n");
        assertThatThrownBy(() -> new Page(folder).write(List.of(STARTED), "", "", LocalDate.EPOCH))
                .hasMessageContaining("has no lines <!-- measured");
        assertThat(page).hasContent("# Nothing\n");
    }

    /// Of each part once, which says nothing of its speed.
    @Test
    void hotPartsRunUnderJmh() throws Exception {
        var costs = new Harness(folder).run(List.of("-f", "1", "-wi", "0", "-i", "1", "-r", "10ms"));
        assertThat(costs.keySet())
                .containsExactly(
                        "Filter.page",
                        "Filter.pageAndFacets",
                        "Filter.question",
                        "Keys.facts",
                        "Keys.keys",
                        "Line.line",
                        "Line.sum");
        assertThat(costs.values()).allSatisfy(cost -> {
            assertThat(cost.micros()).isPositive();
            assertThat(cost.bytes()).isNotNegative();
        });
    }

    @Test
    void workAndSizesThatAreNotKnownAreNamed() {
        assertThat(refused("fly")).contains("WORK is fly; allowed are merge, hot, serve, filters,");
        assertThat(refused("--sizes", "10")).contains("--sizes has 10; allowed is 1000 to 10000000");
        for (var work : Work.values()) {
            assertThat(BenchCommand.WORKS).contains(work.label());
        }
    }

    private static String refused(String... words) {
        var text = new StringWriter();
        int code = new CommandLine(new BenchCommand())
                .setErr(new PrintWriter(text, true))
                .execute(words);
        assertThat(code).isEqualTo(2);
        return text.toString();
    }
}
