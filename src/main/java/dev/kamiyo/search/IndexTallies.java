package dev.kamiyo.search;

import dev.kamiyo.search.ForwardIndex.Among;
import dev.kamiyo.search.ForwardIndex.Selection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.PeekableIntIterator;

/// Pages, counts and sums over a [ForwardIndex]; what a filter lets through is looked for once. Belongs to one read.
final class IndexTallies implements Tallies {
    private static final long DAY = 86_400;
    private static final Comparator<Map.Entry<String, Sum>> MOST_FREQUENT = Map.Entry.<String, Sum>comparingByValue(
                    Comparator.comparingLong(Sum::exploits).reversed())
            .thenComparing(Map.Entry.comparingByKey());

    /// What a filter lets through, added up in one go: all of it, and word by word.
    private record Counted(Sum total, Map<Facet, Map<String, Sum>> words) {
        void add(Row row) {
            total.add(row);
            for (var word : row.words()) {
                words.computeIfAbsent(word.facet(), _ -> new HashMap<>())
                        .computeIfAbsent(word.value(), _ -> new Sum())
                        .add(row);
            }
        }
    }

    private final Columns columns;
    private final ForwardIndex index;
    private final Function<Filter, @Nullable Among> among;
    private final Map<Filter, Selection> found = new HashMap<>();
    private final Map<Filter, Counted> counted = new HashMap<>();
    private final Map<Filter, SortedMap<Long, Sum>> days = new HashMap<>();

    /// @param among the exploits that pass what the index does not tell; null for all
    IndexTallies(ForwardIndex index, Function<Filter, @Nullable Among> among) {
        this.columns = index.columns();
        this.index = index;
        this.among = among;
    }

    private Selection select(Filter filter) {
        return found.computeIfAbsent(filter, asked -> index.select(asked, among.apply(asked)));
    }

    /// How many a filter lets through.
    long size(Filter filter) {
        return select(filter).size();
    }

    /// Where the exploits of a page stand, in order.
    ///
    /// @param after the place that the page starts behind; empty for the first page
    /// @param most at most this many
    List<PageOfIndex.Place> page(View view, Optional<Cursor> after, int most) {
        return PageOfIndex.of(columns, select(view.filter()), view, after, most);
    }

    /// The JSON of an exploit, if it was shown before and has not changed; else null.
    @Nullable
    String shown(long number) {
        return index.isOfColumns(number) ? index.shown().find(number) : null;
    }

    /// Keeps the JSON of an exploit for the next page with it.
    void show(long number, String json) {
        if (index.isOfColumns(number)) {
            index.shown().keep(number, json);
        }
    }

    @Override
    public Tally total(Filter filter) {
        return count(filter).total.of(null);
    }

    /// The columns are in the order of time, so that a day is done before the next one begins.
    @Override
    public List<Tally> series(Filter filter, Interval interval) {
        record Part(@Nullable String name, Sum sum) {}
        var parts = new LinkedHashMap<Long, Part>(); // days are in order, so parts are, too
        days.computeIfAbsent(filter, this::byDay)
                .forEach((day, sum) -> parts.computeIfAbsent(
                                interval.first(day), _ -> new Part(interval.part(day * DAY), new Sum()))
                        .sum
                        .add(sum));
        var tallies = new ArrayList<Tally>();
        parts.values().forEach(part -> tallies.add(part.sum.of(part.name)));
        return tallies;
    }

    private SortedMap<Long, Sum> byDay(Filter filter) {
        var selection = select(filter);
        var byDay = new TreeMap<Long, Sum>();
        long last = Long.MIN_VALUE;
        var sum = new Sum();
        for (PeekableIntIterator each = selection.at().getIntIterator(); each.hasNext(); ) {
            int at = each.next();
            long day = day(columns.occurred(at));
            if (day != last) {
                last = day;
                sum = byDay.computeIfAbsent(day, _ -> new Sum());
            }
            sum.add(columns.loss(at), columns.recovered(at));
        }
        selection
                .recent()
                .forEach(row -> byDay.computeIfAbsent(day(row.occurred()), _ -> new Sum())
                        .add(row));
        return byDay;
    }

    private static long day(long occurred) {
        return occurred < 0 ? -1 : occurred / DAY;
    }

    @Override
    public List<Tally> values(Filter filter, Facet facet, int most) {
        return facet == Facet.PROTOCOL ? protocols(select(filter), most) : words(filter, facet, most);
    }

    private List<Tally> words(Filter filter, Facet facet, int most) {
        return count(filter).words.getOrDefault(facet, Map.of()).entrySet().stream()
                .sorted(MOST_FREQUENT)
                .limit(most)
                .map(entry -> entry.getValue().of(entry.getKey()))
                .toList();
    }

    private Counted count(Filter filter) {
        return counted.computeIfAbsent(filter, asked -> {
            var selection = select(asked);
            var sets = columns.sets();
            var bySet = new Sums(sets.size());
            selection.at().forEach((int at) -> bySet.add(sets.of(at), columns.loss(at), columns.recovered(at)));
            var found = new Counted(bySet.all(), sets.byWord(bySet));
            selection.recent().forEach(found::add);
            return found;
        });
    }

    private List<Tally> protocols(Selection selection, int most) {
        var counts = new int[columns.protocols()];
        selection.at().forEach((int at) -> {
            if (columns.protocol(at) >= 0) {
                counts[columns.protocol(at)]++;
            }
        });
        var recent = new HashMap<String, List<Row>>();
        for (var row : selection.recent()) {
            if (row.protocol() != null) {
                recent.computeIfAbsent(row.protocol(), _ -> new ArrayList<>()).add(row);
            }
        }
        var best = new MostFrequent(most);
        recent.forEach((slug, rows) -> {
            int protocol = columns.protocol(slug);
            best.offer(slug, rows.size() + (protocol < 0 ? 0 : counts[protocol]));
        });
        for (int protocol = 0; protocol < counts.length; protocol++) {
            var slug = columns.slug(protocol);
            if (recent.isEmpty() || !recent.containsKey(slug)) {
                best.offer(slug, counts[protocol]);
            }
        }
        return sums(selection, recent, best.names());
    }

    private List<Tally> sums(Selection selection, Map<String, List<Row>> recent, List<String> slugs) {
        var sums = new @Nullable Sum[columns.protocols()];
        var bySlug = new LinkedHashMap<String, Sum>();
        for (var slug : slugs) {
            var sum = new Sum();
            recent.getOrDefault(slug, List.of()).forEach(sum::add);
            bySlug.put(slug, sum);
            int protocol = columns.protocol(slug);
            if (protocol >= 0) {
                sums[protocol] = sum;
            }
        }
        selection.at().forEach((int at) -> {
            var sum = columns.protocol(at) < 0 ? null : sums[columns.protocol(at)];
            if (sum != null) {
                sum.add(columns.loss(at), columns.recovered(at));
            }
        });
        var tallies = new ArrayList<Tally>();
        bySlug.forEach((slug, sum) -> tallies.add(sum.of(slug)));
        return tallies;
    }
}
