package dev.kamiyo.web;

import dev.kamiyo.search.Tallies;
import dev.kamiyo.search.Tally;
import java.time.Instant;
import java.util.List;

/// A line of the sums: what was lost in a span of time.
///
/// @param url the exploits of it
record Span(String name, String url, Tally tally) {
    /// This month and year against the last ones, and all time.
    ///
    /// @param base what the sums are of
    static List<Span> all(Tallies tallies, Question base, Instant now) {
        var month = MonthChart.month(now);
        int year = month.getYear();
        return List.of(
                during(tallies, base, "This month", month.toString()),
                during(tallies, base, "Last month", month.minusMonths(1).toString()),
                during(tallies, base, "This year", String.valueOf(year)),
                during(tallies, base, "Last year", String.valueOf(year - 1)),
                new Span("All time", base.url("/explore"), tallies.total(base.filter())));
    }

    private static Span during(Tallies tallies, Question base, String name, String period) {
        var question = base.during(period);
        return new Span(name, question.url("/explore"), tallies.total(question.filter()));
    }

    Money lost() {
        return Money.lost(tally);
    }

    Money recovered() {
        return Money.recovered(tally);
    }

    /// What was lost and is not known to have come back.
    Money net() {
        return lost().isKnown() ? new Money(Math.max(0, tally.loss() - tally.recovered())) : Money.UNKNOWN;
    }
}
