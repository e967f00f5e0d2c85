package dev.kamiyo.search;

import dev.kamiyo.search.ForwardIndex.Row;
import dev.kamiyo.search.ForwardIndex.Sum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Counts and sums over a [ForwardIndex]; what a filter lets through is looked for once. Belongs to one read.
final class IndexTallies implements Tallies {
    private static final long DAY = 86_400;

    private static final Comparator<Tally> FREQUENT =
            Comparator.comparingLong(Tally::exploits).reversed().thenComparing(tally -> String.valueOf(tally.value()));

    private final ForwardIndex index;
    private final Function<Filter, long @Nullable []> among;
    private final Map<Filter, List<Row>> found = new HashMap<>();

    /// @param among the exploits that pass what the index does not tell, by number, sorted; null for all
    IndexTallies(ForwardIndex index, Function<Filter, long @Nullable []> among) {
        this.index = index;
        this.among = among;
    }

    private List<Row> rows(Filter filter) {
        return found.computeIfAbsent(filter, this::look);
    }

    private List<Row> look(Filter filter) {
        var rows = new ArrayList<Row>(index.rows().length);
        index.passing(filter, among.apply(filter), rows::add);
        return rows;
    }

    /// One look is enough for all facets but protocols, of which there are too many.
    @Override
    public Map<Facet, List<Tally>> facets(Filter filter, Set<Facet> facets, int most) {
        var counted = facets.stream().filter(facet -> facet != Facet.PROTOCOL).toList();
        var tallies = new EnumMap<Facet, List<Tally>>(Facet.class);
        tallies.putAll(
                index.count(filter, among.apply(filter), counted, most, _ -> {}).values());
        if (facets.contains(Facet.PROTOCOL)) {
            tallies.put(Facet.PROTOCOL, values(filter.without(Facet.PROTOCOL), Facet.PROTOCOL, most));
        }
        return tallies;
    }

    @Override
    public Tally total(Filter filter) {
        var sum = new Sum();
        rows(filter).forEach(sum::add);
        return sum.of(null);
    }

    /// Days are named, not exploits: there are fewer of them.
    @Override
    public List<Tally> series(Filter filter, Interval interval) {
        var days = new HashMap<Long, Sum>();
        for (var row : rows(filter)) {
            days.computeIfAbsent(row.occurred() < 0 ? -1 : row.occurred() / DAY, _ -> new Sum())
                    .add(row);
        }
        var parts = new HashMap<@Nullable String, Sum>();
        days.forEach((day, sum) ->
                parts.computeIfAbsent(interval.part(day * DAY), _ -> new Sum()).add(sum));
        var tallies = new ArrayList<Tally>();
        parts.forEach((part, sum) -> tallies.add(sum.of(part)));
        tallies.sort(Comparator.comparing(Tally::value, Comparator.nullsFirst(Comparator.naturalOrder())));
        return tallies;
    }

    @Override
    public List<Tally> values(Filter filter, Facet facet, int most) {
        var tallies = new ArrayList<Tally>();
        if (facet == Facet.PROTOCOL) {
            protocols(filter).forEach((slug, sum) -> tallies.add(sum.of(slug)));
        } else {
            var sums = words(filter, facet);
            for (int word = 0; word < sums.length; word++) {
                var sum = sums[word];
                if (sum != null) {
                    tallies.add(sum.of(index.names().get(word).value()));
                }
            }
        }
        return first(tallies, most);
    }

    /// The most frequent ones. There are too many protocols to sort them all for a few.
    private static List<Tally> first(List<Tally> tallies, int most) {
        if (tallies.size() <= most) {
            return tallies.stream().sorted(FREQUENT).toList();
        }
        var best = new PriorityQueue<>(FREQUENT.reversed()); // the last one comes first
        for (var tally : tallies) {
            if (best.size() < most) {
                best.add(tally);
            } else if (FREQUENT.compare(tally, best.element()) < 0) {
                best.remove();
                best.add(tally);
            }
        }
        return best.stream().sorted(FREQUENT).toList();
    }

    private Map<String, Sum> protocols(Filter filter) {
        var sums = new HashMap<String, Sum>();
        for (var row : rows(filter)) {
            var slug = row.protocol();
            if (slug != null) {
                sums.computeIfAbsent(slug, _ -> new Sum()).add(row);
            }
        }
        return sums;
    }

    private @Nullable Sum[] words(Filter filter, Facet facet) {
        var names = index.names();
        var sums = new Sum[names.size()];
        for (var row : rows(filter)) {
            for (int word : row.words()) {
                if (names.get(word).facet() == facet) {
                    var sum = sums[word];
                    if (sum == null) {
                        sums[word] = sum = new Sum();
                    }
                    sum.add(row);
                }
            }
        }
        return sums;
    }
}
