package dev.kamiyo.web;

import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.search.FacetedSearch;
import dev.kamiyo.search.Filter;
import dev.kamiyo.search.Interval;
import dev.kamiyo.search.InvalidFilterException;
import dev.kamiyo.search.Order;
import dev.kamiyo.search.Sort;
import dev.kamiyo.search.Tallies;
import dev.kamiyo.search.View;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The page of a chain, a protocol or a technique: the parts of the overview, of it alone.
///
/// @param name of the topic
/// @param sentence what was lost
/// @param question its exploits, as the explorer is asked for them
/// @param chart losses by month
/// @param rankings by the other topics
/// @param latest the latest ten
/// @param largest the ten largest of all time
record TopicPage(
        Name name,
        String sentence,
        Question question,
        List<Span> spans,
        MonthChart chart,
        List<Ranking> rankings,
        List<Row> latest,
        List<Row> largest) {
    private static final int ROWS = 10;
    private static final int RANKED = 8;

    /// A ranking by another topic.
    record Ranking(String title, String of, List<Bar> bars) {}

    boolean isEmpty() {
        return latest.isEmpty();
    }

    /// Empty when nothing of this slug is known.
    static Optional<TopicPage> read(
            Reader reader, FacetedSearch search, Names names, Topic topic, String slug, boolean isLog, Instant now) {
        var question = Question.ALL.with(topic.facet().label(), slug);
        var sound = filter(question, topic, slug);
        if (sound.isEmpty()) {
            return Optional.empty();
        }
        var filter = sound.get();
        var tallies = search.tallies(reader);
        var spans = Span.all(tallies, question, now);
        var all = spans.getLast().tally();
        if (all.exploits() == 0 && !names.isKnown(topic, slug)) {
            return Optional.empty();
        }
        var largest = rows(reader, search, new View(filter, Sort.LOSS, Order.DESC, List.of()), names, now);
        var name = name(reader, topic, slug, names);
        return Optional.of(new TopicPage(
                name,
                all.exploits() == 0 ? topic.nothing(name.text()) : Topic.sentence(name.text(), all),
                question,
                spans,
                MonthChart.of(tallies.series(filter, Interval.MONTH), largest, question, isLog, MonthChart.month(now)),
                Stream.of(Topic.values())
                        .filter(other -> other != topic)
                        .map(other -> ranking(reader, tallies, filter, other, names))
                        .filter(ranking -> !ranking.bars.isEmpty())
                        .toList(),
                rows(reader, search, new View(filter, Sort.OCCURRED_AT, Order.DESC, List.of()), names, now),
                largest));
    }

    /// The filter, if the slug is one that the data have: a page has no address besides. A protocol may have several.
    private static Optional<Filter> filter(Question question, Topic topic, String slug) {
        try {
            var filter = question.view().filter();
            return Optional.of(filter)
                    .filter(f ->
                            f.values().getOrDefault(topic.facet(), Set.of()).contains(slug));
        } catch (InvalidFilterException _) {
            return Optional.empty();
        }
    }

    private static Ranking ranking(Reader reader, Tallies tallies, Filter filter, Topic by, Names names) {
        var label = by.facet().label();
        var most = tallies.values(filter, by.facet(), 1_000);
        return new Ranking(
                "By " + label, Names.capital(label), Bar.ranked(most, value -> name(reader, by, value, names), RANKED));
    }

    private static Name name(Reader reader, Topic topic, String slug, Names names) {
        return topic == Topic.PROTOCOL
                ? names.protocol(slug, new ExploitStore().protocol(reader, slug).orElse(slug))
                : names.of(topic, slug);
    }

    private static List<Row> rows(Reader reader, FacetedSearch search, View view, Names names, Instant now) {
        return search.first(reader, view, ROWS).stream()
                .map(json -> Row.of(json, names, now))
                .toList();
    }

    String csv() {
        return question.with("format", "csv").with("limit", "all").url("/api/v1/exploits");
    }

    String feed() {
        return question.with("format", "atom").url("/api/v1/exploits");
    }
}
