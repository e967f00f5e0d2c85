package dev.kamiyo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.search.Tally;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MonthChartTest {
    private static final YearMonth PRESENT = YearMonth.parse("2026-11");
    private static final List<Tally> SERIES = List.of(
            new Tally("2016-06-01", 1, 1, 6_000_000_000L, 0),
            new Tally("2026-03-01", 3, 2, 900_000_000_00L, 0),
            new Tally("2026-05-01", 2, 0, 0, 0));

    private static Row row(String name, String month, long cents) {
        return Row.of("""
                {"id":"KYM-2026-00001","title":"%1$s","protocol":{"slug":"a","name":"%1$s"},"chains":[],
                "occurred_at":"%2$s-02T00:00:00Z","occurred_precision":"day","loss_usd":%3$d,"sources":[]}""".formatted(name, month, cents / 100), new Names(), Instant.parse("2026-11-26T06:00:00Z"));
    }

    @Test
    void aDateInTheFutureDoesNotHideThePast() {
        var series = List.of(
                SERIES.get(0), SERIES.get(1), SERIES.get(2), new Tally("2199-01-01", 1, 1, 9_000_000_000_000L, 0));
        var chart = MonthChart.of(series, List.of(), Question.ALL, false, PRESENT);
        assertThat(chart).isEqualTo(MonthChart.of(SERIES, List.of(), Question.ALL, false, PRESENT));
        assertThat(chart.columns().getLast().month()).isEqualTo(YearMonth.parse("2026-05"));
        assertThat(chart.columns()).anyMatch(column -> column.tally().exploits() == 3);
    }

    @Test
    void whatIsNotKnownIsNotNothing() {
        var chart = MonthChart.of(SERIES, List.of(), Question.ALL, false, PRESENT);
        var column = chart.columns().getLast();
        assertThat(column.lost().text()).isEqualTo("unknown");
        assertThat(column.recovered().text()).isEqualTo("unknown");
        assertThat(chart.columns().get(chart.columns().size() - 2).lost().text())
                .as("there was none")
                .isEqualTo("$0");
        assertThat(MonthChart.of(SERIES.subList(2, 3), List.of(), Question.ALL, false, PRESENT)
                        .words())
                .contains("no amount is known")
                .doesNotContain("$");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12, 2024, start|",
        "2026-12, 2026, start|from-screen end|on-phone",
        "2026-05, 2026, end|",
        "2027-06, 2027, start|from-screen",
        "2027-05, 2027, end|from-screen",
    })
    void aYearThatBeganALittleAgoStandsAtTheEdgeWhereItHasNoRoom(YearMonth last, String year, String places) {
        var series = List.of(SERIES.getFirst(), new Tally(last + "-01", 1, 1, 900_000_000_00L, 0));
        var chart = MonthChart.of(series, List.of(), Question.ALL, false, last);
        assertThat(chart.years().stream()
                        .filter(each -> each.text().equals(year))
                        .map(each -> each.anchor() + "|" + each.where()))
                .containsExactly(places.split(" "));
    }

    /// The height is the month's: an amount of one exploit would be read as that.
    @Test
    void anExploitIsNamedWithoutItsAmount() {
        var largest = List.of(row("Lumora", "2026-03", 500_000_000_00L));
        var chart = MonthChart.of(SERIES, largest, Question.ALL, false, PRESENT);
        assertThat(chart.labels())
                .singleElement()
                .satisfies(label -> assertThat(label.text()).isEqualTo("Lumora"));
    }
}
