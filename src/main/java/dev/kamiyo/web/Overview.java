package dev.kamiyo.web;

import dev.kamiyo.db.Reader;
import dev.kamiyo.search.Facet;
import dev.kamiyo.search.FacetedSearch;
import dev.kamiyo.search.Interval;
import dev.kamiyo.search.Order;
import dev.kamiyo.search.Sort;
import dev.kamiyo.search.Tally;
import dev.kamiyo.search.View;
import java.time.Instant;
import java.util.List;

/// The first page: what was lost, when and how, and what came in last.
///
/// @param sentence what is true now
/// @param spans this month and year against the last ones, and all time
/// @param chart losses by month
/// @param techniques by loss
/// @param chains by loss
/// @param latest the latest ten
/// @param largest the five largest of this year
/// @param year the year
/// @param stale the feeds that were not read for too long
record Overview(
        String sentence,
        List<Span> spans,
        MonthChart chart,
        List<Bar> techniques,
        List<Bar> chains,
        List<Row> latest,
        List<Row> largest,
        int year,
        StaleFeeds stale) {
    private static final int LATEST = 10;
    private static final int LARGEST = 5;
    private static final int NAMED = 12;
    private static final int RANKED = 10;

    boolean isEmpty() {
        return spans.getLast().tally().exploits() == 0;
    }

    static Overview read(
            Reader reader, FacetedSearch search, Names names, boolean isLog, StaleFeeds stale, Instant now) {
        var tallies = search.tallies(reader);
        var month = MonthChart.month(now);
        int year = month.getYear();
        var spans = Span.all(tallies, Question.ALL, now);
        var all = Question.ALL.filter();
        var named = rows(reader, search, new View(all, Sort.LOSS, Order.DESC, List.of()), NAMED, names, now);
        return new Overview(
                sentence(spans.get(2).tally(), spans.getLast().tally()),
                spans,
                MonthChart.of(tallies.series(all, Interval.MONTH), named, Question.ALL, isLog, month),
                Bar.ranked(tallies.values(all, Facet.TECHNIQUE, 1_000), names::technique, RANKED),
                Bar.ranked(tallies.values(all, Facet.CHAIN, 1_000), names::chain, RANKED),
                rows(reader, search, View.ALL, LATEST, names, now),
                rows(
                        reader,
                        search,
                        new View(Question.ALL.during(String.valueOf(year)).filter(), Sort.LOSS, Order.DESC, List.of()),
                        LARGEST,
                        names,
                        now),
                year,
                stale);
    }

    private static List<Row> rows(Reader reader, FacetedSearch search, View view, int most, Names names, Instant now) {
        return search.first(reader, view, most).stream()
                .map(json -> Row.of(json, names, now))
                .toList();
    }

    private static String sentence(Tally year, Tally all) {
        if (all.exploits() == 0) {
            return "No exploit is known yet.";
        }
        if (year.exploits() == 0) {
            return "No exploit is known of this year yet; "
                    + (all.known() == 0
                            ? "losses before are unknown."
                            : Figures.money(all.loss()) + " were lost before.");
        }
        var lost = (year.known() == 0 ? "Losses unknown" : Figures.money(year.loss()) + " lost") + " this year in "
                + Figures.count(year.exploits(), "exploit");
        return year.recovered() == 0
                ? lost + "; nothing is known to have come back."
                : lost + "; " + Figures.money(year.recovered()) + " came back.";
    }
}
