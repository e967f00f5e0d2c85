package dev.kamiyo.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All exploits at one write, each with its words: what filters ask of it is answered without the file. An exploit that
/// one facet alone keeps out counts for the values of that facet, so that a single look at each is enough for all of
/// them. Immutable.
///
/// @param epoch the line of writes
/// @param seq the write
/// @param rows in the order of their numbers
/// @param names of the words, by their ids here
record ForwardIndex(String epoch, long seq, Row[] rows, List<Word> names) {
    /// A value of a facet.
    record Word(Facet facet, String value) {}

    /// An exploit as `find_exploits` has it.
    ///
    /// @param words those of all facets but protocols, of which there are too many
    /// @param protocol its slug; null when it is not known
    record Row(
            long number,
            long occurred,
            long loss,
            long recovered,
            long modified,
            int[] words,
            @Nullable String protocol) {}

    private static final int PASSES = -1;
    private static final int FAILS = -2;

    /// Counts and sums in the making.
    static final class Sum {
        private long exploits;
        private long known;
        private long loss;
        private long recovered;

        void add(Row row) {
            exploits++;
            known += row.loss >= 0 ? 1 : 0;
            loss += Math.max(row.loss, 0);
            recovered += Math.max(row.recovered, 0);
        }

        void add(Sum other) {
            exploits += other.exploits;
            known += other.known;
            loss += other.loss;
            recovered += other.recovered;
        }

        Tally of(@Nullable String value) {
            return new Tally(value, exploits, known, loss, recovered);
        }
    }

    /// Hands over the exploits that a filter lets through.
    ///
    /// @param filter its words, transactions and addresses are not looked at here
    /// @param among the only ones that count, by number, sorted; null for all
    void passing(Filter filter, long @Nullable [] among, Consumer<Row> taker) {
        var allowed = allowed(filter, asked(filter));
        each(filter, among, row -> {
            if (missed(row, allowed) == PASSES) {
                taker.accept(row);
            }
        });
    }

    /// @param filter its words, transactions and addresses are not looked at here
    /// @param among the only ones that count, by number, sorted; null for all
    /// @param facets any but protocols
    /// @param most at most this many values of a facet
    /// @param taker gets those that the filter lets through
    FacetCounts count(Filter filter, long @Nullable [] among, List<Facet> facets, int most, Consumer<Row> taker) {
        var asked = asked(filter);
        var allowed = allowed(filter, asked);
        var total = new Sum();
        var sums = new Sum[names.size()];
        each(filter, among, row -> {
            int missed = missed(row, allowed);
            if (missed == FAILS) {
                return;
            }
            if (missed == PASSES) {
                total.add(row);
                taker.accept(row);
            }
            for (int word : row.words) {
                if (missed == PASSES || names.get(word).facet == asked.get(missed)) {
                    var sum = sums[word];
                    if (sum == null) {
                        sums[word] = sum = new Sum();
                    }
                    sum.add(row);
                }
            }
        });
        return new FacetCounts(total.of(null), values(sums, facets, most));
    }

    private static List<Facet> asked(Filter filter) {
        return filter.values().keySet().stream()
                .filter(facet -> facet != Facet.PROTOCOL)
                .toList();
    }

    private List<BitSet> allowed(Filter filter, List<Facet> asked) {
        return asked.stream()
                .map(facet -> ids(facet, filter.values().getOrDefault(facet, Set.of())))
                .toList();
    }

    /// Those that pass everything but the facets with words. The newest come first, so that of a page in the usual
    /// order most of the others are put aside at the first look.
    private void each(Filter filter, long @Nullable [] among, Consumer<Row> taker) {
        var protocols = filter.values().get(Facet.PROTOCOL);
        var bounds = Bounds.of(filter);
        int at = among == null ? 0 : among.length - 1;
        for (int i = rows.length - 1; i >= 0; i--) {
            var row = rows[i];
            if (among != null) {
                while (at >= 0 && among[at] > row.number) {
                    at--;
                }
                if (at < 0) {
                    break;
                }
                if (among[at] != row.number) {
                    continue;
                }
            }
            if (bounds.hold(row) && (protocols == null || (row.protocol != null && protocols.contains(row.protocol)))) {
                taker.accept(row);
            }
        }
    }

    private BitSet ids(Facet facet, Set<String> values) {
        var ids = new BitSet(names.size());
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).facet == facet && values.contains(names.get(i).value)) {
                ids.set(i);
            }
        }
        return ids;
    }

    /// The bounds of a filter. What is unknown is negative, and so below each of them.
    private record Bounds(long since, long before, long least, long most, long modified) {
        static Bounds of(Filter filter) {
            var since = filter.since();
            var before = filter.before();
            var least = filter.minLoss();
            var most = filter.maxLoss();
            var modified = filter.modifiedSince();
            return new Bounds(
                    since == null ? (before == null ? Long.MIN_VALUE : 0) : Math.max(0, since),
                    before == null ? Long.MAX_VALUE : before,
                    least == null ? (most == null ? Long.MIN_VALUE : 0) : least.cents(),
                    most == null ? Long.MAX_VALUE : most.cents(),
                    modified == null ? Long.MIN_VALUE : modified);
        }

        boolean hold(Row row) {
            return row.occurred >= since
                    && row.occurred < before
                    && row.loss >= least
                    && row.loss <= most
                    && row.modified >= modified;
        }
    }

    /// Which facet alone keeps an exploit out.
    private static int missed(Row row, List<BitSet> allowed) {
        int missed = PASSES;
        for (int i = 0; i < allowed.size(); i++) {
            if (!hasAny(row.words, allowed.get(i))) {
                if (missed != PASSES) {
                    return FAILS;
                }
                missed = i;
            }
        }
        return missed;
    }

    private static boolean hasAny(int[] words, BitSet allowed) {
        for (int word : words) {
            if (allowed.get(word)) {
                return true;
            }
        }
        return false;
    }

    private Map<Facet, List<Tally>> values(@Nullable Sum[] sums, List<Facet> facets, int most) {
        var found = new EnumMap<Facet, List<Tally>>(Facet.class);
        facets.forEach(facet -> found.put(facet, new ArrayList<>()));
        for (int i = 0; i < sums.length; i++) {
            var sum = sums[i];
            var list = found.get(names.get(i).facet);
            if (sum != null && list != null) {
                list.add(sum.of(names.get(i).value));
            }
        }
        var order = Comparator.comparingLong(Tally::exploits)
                .reversed()
                .thenComparing(tally -> String.valueOf(tally.value()));
        found.replaceAll((_, all) -> all.stream().sorted(order).limit(most).toList());
        return found;
    }
}
