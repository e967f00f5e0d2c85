package dev.kamiyo.search;

import dev.kamiyo.search.ForwardIndex.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes the exploits that pass and keeps those of a page: the first ones behind a place, in the order of a view.
/// Unknown values come last in both orders. Belongs to one thread.
final class PageOfIndex implements Consumer<Row> {
    private final Comparator<Row> order;
    private final PriorityQueue<Row> best; // the last one of those kept so far comes first
    private final @Nullable Row place;
    private final int most;
    private long passed;

    /// @param after the place; empty for the first page
    /// @param most at most this many are kept
    PageOfIndex(View view, Optional<Cursor> after, int most) {
        var sort = view.sort();
        Comparator<Row> known = Comparator.comparing(row -> value(row, sort) < 0);
        Comparator<Row> rising =
                Comparator.<Row>comparingLong(row -> value(row, sort)).thenComparingLong(Row::number);
        this.order = known.thenComparing(view.order() == Order.DESC ? rising.reversed() : rising);
        this.best = new PriorityQueue<>(order.reversed());
        this.place = after.map(cursor -> row(cursor, sort)).orElse(null);
        this.most = most;
    }

    /// What is sorted by; negative when it is unknown.
    static long value(Row row, Sort sort) {
        return switch (sort) {
            case OCCURRED_AT -> row.occurred();
            case LOSS -> row.loss();
            case MODIFIED_AT -> row.modified();
        };
    }

    /// An exploit that would stand at a place.
    private static Row row(Cursor cursor, Sort sort) {
        long value = cursor.value();
        return new Row(
                cursor.number(),
                sort == Sort.OCCURRED_AT ? value : 0,
                sort == Sort.LOSS ? value : 0,
                0,
                sort == Sort.MODIFIED_AT ? value : 0,
                new int[0],
                null);
    }

    @Override
    public void accept(Row row) {
        passed++;
        boolean isBehind = place == null || order.compare(row, place) > 0;
        if (isBehind && (best.size() < most || order.compare(row, best.element()) < 0)) {
            best.add(row);
            if (best.size() > most) {
                best.remove();
            }
        }
    }

    /// Those of the page, in order.
    List<Row> rows() {
        return best.stream().sorted(order).toList();
    }

    /// How many pass, wherever they stand.
    long passed() {
        return passed;
    }
}
