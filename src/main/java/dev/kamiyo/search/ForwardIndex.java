package dev.kamiyo.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.RoaringBitmapWriter;

/// All exploits at one write, each with its words: what filters ask of it is answered without the file. Immutable.
///
/// Most of them are columns that stay as they are over many writes; what has changed since stands beside them, row by
/// row, and is looked at one by one.
///
/// @param epoch the line of writes
/// @param seq the write
/// @param columns most of the exploits
/// @param gone the positions in the columns of those that have changed since, or are no more; not for change
/// @param recent those that have changed since as they are now
/// @param shown the JSON of some of those that are as the columns have them
record ForwardIndex(String epoch, long seq, Columns columns, RoaringBitmap gone, Row[] recent, ShownJson shown) {
    /// Rows beside the columns that are always few enough.
    private static final int FEW = 512;
    /// When there is more than one row beside so many exploits in columns, the columns are made anew.
    private static final int SHARE = 64;

    /// A selection of less than this part of the columns is looked at one by one.
    private static final int SPARSE = 8;

    /// Exploits that pass what is not known here: words, transactions and addresses.
    ///
    /// @param at positions in the columns; not for change
    /// @param recent numbers of others
    record Among(RoaringBitmap at, Set<Long> recent) {}

    /// The exploits that a filter lets through.
    ///
    /// @param at positions in the columns; not for change
    record Selection(RoaringBitmap at, List<Row> recent) {
        long size() {
            return at.getLongCardinality() + recent.size();
        }
    }

    /// All exploits as columns.
    static ForwardIndex of(String epoch, long seq, Columns columns) {
        return new ForwardIndex(epoch, seq, columns, new RoaringBitmap(), new Row[0], new ShownJson());
    }

    /// How many there are.
    long size() {
        return columns.size() - gone.getLongCardinality() + recent.length;
    }

    /// The same at a later write.
    ///
    /// @param changed the numbers of all that have changed in between
    /// @param rows those of them that are there
    ForwardIndex at(long later, List<Long> changed, List<Row> rows) {
        var replaced = gone.clone();
        for (long number : changed) {
            int position = columns.position(number);
            if (position >= 0) {
                replaced.add(position);
            }
        }
        var isChanged = Set.copyOf(changed);
        var beside = new ArrayList<>(rows);
        for (var row : recent) {
            if (!isChanged.contains(row.number())) {
                beside.add(row);
            }
        }
        var all = beside.toArray(Row[]::new);
        if (all.length > Math.max(FEW, columns.size() / SHARE)) {
            return of(epoch, later, columns.with(replaced, all));
        }
        return new ForwardIndex(epoch, later, columns, replaced, all, shown);
    }

    /// Whether an exploit is as the columns have it.
    boolean isOfColumns(long number) {
        int position = columns.position(number);
        return position >= 0 && !gone.contains(position);
    }

    /// Where exploits stand.
    ///
    /// @param numbers in any order
    Among among(long[] numbers) {
        var at = new int[numbers.length];
        int count = 0;
        for (long number : numbers) {
            int position = columns.position(number);
            if (position >= 0) {
                at[count++] = position;
            }
        }
        Arrays.sort(at, 0, count);
        var others = new HashSet<Long>();
        var all = RoaringBitmap.bitmapOf(Arrays.copyOf(at, count));
        if (recent.length > 0) {
            var changed = Arrays.stream(recent).map(Row::number).collect(Collectors.toSet());
            Arrays.stream(numbers).filter(changed::contains).forEach(others::add);
        }
        return new Among(all, others);
    }

    /// Those that a filter lets through.
    ///
    /// @param filter its words, transactions and addresses are not looked at here
    /// @param among the only ones that count; null for all
    Selection select(Filter filter, @Nullable Among among) {
        var bounds = Bounds.of(filter);
        var found = new ArrayList<Row>();
        for (var row : recent) {
            if (bounds.hold(row)
                    && holds(row, filter.values())
                    && (among == null || among.recent.contains(row.number()))) {
                found.add(row);
            }
        }
        return new Selection(positions(filter, bounds, among), found);
    }

    private static boolean holds(Row row, Map<Facet, Set<String>> asked) {
        for (var entry : asked.entrySet()) {
            var facet = entry.getKey();
            var values = entry.getValue();
            boolean holds = facet == Facet.PROTOCOL
                    ? row.protocol() != null && values.contains(row.protocol())
                    : row.words().stream().anyMatch(word -> word.facet() == facet && values.contains(word.value()));
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private RoaringBitmap positions(Filter filter, Bounds bounds, @Nullable Among among) {
        long end = bounds.before() == Long.MAX_VALUE ? columns.size() : columns.since(bounds.before());
        var found = RoaringBitmap.bitmapOfRange(Math.min(columns.since(bounds.since()), end), end);
        filter.values().forEach((facet, values) -> {
            if (facet != Facet.PROTOCOL) {
                found.and(any(columns.values(facet), values));
            }
        });
        if (among != null) {
            found.and(among.at);
        }
        found.andNot(gone);
        var protocols = filter.values().get(Facet.PROTOCOL);
        return protocols == null && !bounds.areOfMoreThanTime() ? found : narrowed(found, bounds, protocols);
    }

    private static RoaringBitmap any(Map<String, RoaringBitmap> known, Set<String> values) {
        var some = values.stream().filter(known::containsKey).map(known::get).toArray(RoaringBitmap[]::new);
        return some.length == 1 && some[0] != null ? some[0] : RoaringBitmap.or(some);
    }

    /// Of few each is looked at; of many whole columns are, which is far quicker for each.
    private RoaringBitmap narrowed(RoaringBitmap found, Bounds bounds, @Nullable Set<String> protocols) {
        if (protocols == null) {
            return found.getCardinality() < columns.size() / SPARSE
                    ? kept(found, at -> bounds.hold(columns.loss(at), columns.modified(at)))
                    : RoaringBitmap.and(found, columns.within(bounds));
        }
        var slugs = RoaringBitmap.bitmapOf(protocols.stream()
                .mapToInt(columns::protocol)
                .filter(protocol -> protocol >= 0)
                .toArray());
        return kept(
                found,
                at -> columns.protocol(at) >= 0
                        && slugs.contains(columns.protocol(at))
                        && bounds.hold(columns.loss(at), columns.modified(at)));
    }

    private static RoaringBitmap kept(RoaringBitmap found, IntPredicate holds) {
        RoaringBitmapWriter<RoaringBitmap> writer = RoaringBitmapWriter.writer().get();
        for (PeekableIntIterator each = found.getIntIterator(); each.hasNext(); ) {
            int at = each.next();
            if (holds.test(at)) {
                writer.add(at);
            }
        }
        return writer.get();
    }
}
