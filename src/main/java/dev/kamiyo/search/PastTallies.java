package dev.kamiyo.search;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Counts and sums in memory; what a filter lets through is looked for once. Belongs to one thread.
final class PastTallies implements Tallies {
    private final Function<Filter, List<Brief>> look;
    private final Map<Filter, List<Brief>> found = new HashMap<>();

    /// @param look finds what a filter lets through
    PastTallies(Function<Filter, List<Brief>> look) {
        this.look = look;
    }

    private Stream<Brief> briefs(Filter filter) {
        return found.computeIfAbsent(filter, look).stream();
    }

    @Override
    public Tally total(Filter filter) {
        return briefs(filter).map(brief -> tally(null, brief)).reduce(new Tally(null, 0, 0, 0, 0), PastTallies::sum);
    }

    @Override
    public List<Tally> series(Filter filter, Interval interval) {
        var parts = new HashMap<@Nullable String, Tally>();
        briefs(filter).forEach(brief -> {
            var part = interval.part(brief.occurred());
            parts.merge(part, tally(part, brief), PastTallies::sum);
        });
        return parts.values().stream()
                .sorted(Comparator.comparing(Tally::value, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    @Override
    public List<Tally> values(Filter filter, Facet facet, int most) {
        var parts = new HashMap<String, Tally>();
        var prefix = facet.word("");
        briefs(filter)
                .forEach(brief -> brief.words().stream()
                        .filter(word -> word.startsWith(prefix))
                        .map(word -> word.substring(prefix.length()))
                        .forEach(value -> parts.merge(value, tally(value, brief), PastTallies::sum)));
        return parts.entrySet().stream()
                .sorted(Map.Entry.<String, Tally>comparingByValue(
                                Comparator.comparingLong(Tally::exploits).reversed())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getValue)
                .limit(most)
                .toList();
    }

    private static Tally tally(@Nullable String value, Brief brief) {
        return new Tally(
                value, 1, brief.loss() >= 0 ? 1 : 0, Math.max(0, brief.loss()), Math.max(0, brief.recovered()));
    }

    private static Tally sum(Tally a, Tally b) {
        return new Tally(
                a.value(),
                a.exploits() + b.exploits(),
                a.known() + b.known(),
                a.loss() + b.loss(),
                a.recovered() + b.recovered());
    }
}
