package dev.kamiyo.web;

import dev.kamiyo.db.Reader;
import dev.kamiyo.search.Cursor;
import dev.kamiyo.search.Facet;
import dev.kamiyo.search.FacetedSearch;
import dev.kamiyo.search.Order;
import dev.kamiyo.search.Sort;
import dev.kamiyo.search.Tally;
import dev.kamiyo.search.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The explorer: exploits that a question lets through, and what else could be asked.
///
/// @param question what was asked; the address of the page is the whole state
/// @param tally all that the question lets through
/// @param groups the filters that are chosen from a list
/// @param columns the orders that the table can have
/// @param rows this page of the list
/// @param next the address of the next page; empty on the last one
/// @param isFirst whether this is the first page
/// @param exports what is shown, in other shapes
record Explorer(
        Question question,
        Tally tally,
        List<Group> groups,
        List<Column> columns,
        List<Row> rows,
        String next,
        boolean isFirst,
        List<Export> exports) {
    private static final int ROWS = 50;
    private static final int VALUES = 12;
    private static final int MOST = 1_000; // in one answer that is no lines
    private static final List<Facet> FACETS =
            List.of(Facet.CHAIN, Facet.TECHNIQUE, Facet.SEVERITY, Facet.TARGET, Facet.SOURCE, Facet.RECOVERED);
    private static final String ONWARD = "cursor";

    /// A filter that takes some of the values that there are.
    ///
    /// @param name the parameter
    /// @param title for people
    /// @param isOpen whether something of it is chosen
    record Group(String name, String title, boolean isOpen, List<Choice> choices) {}

    /// A value of a filter.
    ///
    /// @param exploits how many there would be with it
    record Choice(String value, String text, long exploits, boolean isChosen) {}

    /// An order of the table.
    ///
    /// @param url the same list in it, or the other way round when it has it already
    /// @param direction `ascending` or `descending` when the table has it; else empty
    record Column(String text, String url, String direction) {}

    /// What is shown, in another shape.
    record Export(String text, String url) {}

    /// @param view the question, which was found sound
    static Explorer read(
            Reader reader,
            FacetedSearch search,
            Names names,
            Question asked,
            View view,
            Optional<Cursor> after,
            Instant now) {
        var question = asked.without(ONWARD);
        var found = search.page(reader, view, after, ROWS, FACETS, VALUES);
        var counts = found.counts();
        var page = found.page();
        return new Explorer(
                question,
                counts.total(),
                FACETS.stream()
                        .map(facet -> group(counts.values().getOrDefault(facet, List.of()), names, question, facet))
                        .toList(),
                columns(question, view),
                page.exploits().stream().map(json -> Row.of(json, names, now)).toList(),
                page.next()
                        .map(cursor -> question.with(ONWARD, cursor.encode()).url("/explore"))
                        .orElse(""),
                after.isEmpty(),
                List.of(
                        export("CSV", question.with("format", "csv").with("limit", "all")),
                        export("JSON lines", question.with("format", "ndjson").with("limit", "all")),
                        export(
                                counts.total().exploits() > MOST ? "JSON, first " + Figures.count(MOST) : "JSON",
                                question.with("format", "json").with("limit", String.valueOf(MOST))),
                        export("Atom feed", question.with("format", "atom")),
                        export("JSON Feed", question.with("format", "jsonfeed"))));
    }

    private static Export export(String text, Question question) {
        return new Export(text, question.url("/api/v1/exploits"));
    }

    /// What each value would give while the other filters stay as they are; what is chosen is always among them.
    private static Group group(List<Tally> tallies, Names names, Question question, Facet facet) {
        var name = facet.label();
        var chosen = new TreeSet<>(question.values(name));
        var choices = new ArrayList<Choice>();
        for (var tally : tallies) {
            var value = tally.value() == null ? "" : tally.value();
            choices.add(new Choice(value, names.text(facet, value), tally.exploits(), chosen.remove(value)));
        }
        chosen.forEach(value -> choices.add(new Choice(value, names.text(facet, value), 0, true)));
        if (facet == Facet.SEVERITY) {
            choices.sort(Comparator.comparingInt(choice -> -Severities.steps(choice.value)));
        }
        return new Group(name, Names.capital(name), choices.stream().anyMatch(Choice::isChosen), choices);
    }

    private static List<Column> columns(Question question, View view) {
        return List.of(
                column("Date", Sort.OCCURRED_AT, question, view),
                column("Loss", Sort.LOSS, question, view),
                column("Last change", Sort.MODIFIED_AT, question, view));
    }

    private static Column column(String text, Sort sort, Question question, View view) {
        boolean isOn = view.sort() == sort;
        var order = isOn && view.order() == Order.DESC ? Order.ASC : Order.DESC;
        var url =
                question.with("sort", sort.label()).with("order", order.label()).url("/explore");
        return new Column(text, url, !isOn ? "" : view.order() == Order.ASC ? "ascending" : "descending");
    }

    /// The count and the sum, in a sentence.
    String sentence() {
        if (tally.exploits() == 0) {
            return "No exploit is like this.";
        }
        var sum = tally.known() == 0 ? "losses unknown" : Figures.money(tally.loss()) + " lost";
        return Figures.count(tally.exploits(), "exploit") + ", " + sum
                + (tally.recovered() > 0 ? ", " + Figures.money(tally.recovered()) + " came back" : "") + ".";
    }

    boolean isFiltered() {
        return !question.without("sort", "order").parameters().isEmpty();
    }

    String value(String name) {
        return question.value(name);
    }
}
