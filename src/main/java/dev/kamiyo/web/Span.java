package dev.kamiyo.web;

import dev.kamiyo.db.Reader;
import dev.kamiyo.search.Tally;
import dev.kamiyo.search.TallyStore;
import java.time.Instant;
import java.util.List;

/// A line of the sums: what was lost in a span of time.
///
/// @param url the exploits of it
record Span(String name, String url, Tally tally) {
    /// This month and year against the last ones, and all time.
    ///
    /// @param base what the sums are of
    static List<Span> all(Reader reader, TallyStore tallies, Question base, Instant now) {
        var month = MonthChart.month(now);
        int year = month.getYear();
        return List.of(
                during(reader, tallies, base, "This month", month.toString()),
                during(reader, tallies, base, "Last month", month.minusMonths(1).toString()),
                during(reader, tallies, base, "This year", String.valueOf(year)),
                during(reader, tallies, base, "Last year", String.valueOf(year - 1)),
                new Span("All time", base.url("/explore"), tallies.total(reader, base.filter())));
    }

    private static Span during(Reader reader, TallyStore tallies, Question base, String name, String period) {
        var question = base.during(period);
        return new Span(name, question.url("/explore"), tallies.total(reader, question.filter()));
    }

    String net() {
        return Figures.money(Math.max(0, tally.loss() - tally.recovered()));
    }
}
