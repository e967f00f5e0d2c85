package dev.kamiyo.search;

import dev.kamiyo.search.ForwardIndex.Row;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes the exploits that pass and keeps those of a page: the first ones behind a place, in the order of a view.
/// Unknown values come last in both orders. Belongs to one thread.
final class PageOfIndex implements Consumer<Row> {
    private final Sort sort;
    private final boolean isRising;
    private final PriorityQueue<Row> best = new PriorityQueue<>((a, b) -> compare(b, a)); // the last one comes first
    private final @Nullable Row place;
    private final int most;
    private long passed;

    /// @param after the place; empty for the first page
    /// @param most at most this many are kept
    PageOfIndex(View view, Optional<Cursor> after, int most) {
        this.sort = view.sort();
        this.isRising = view.order() == Order.ASC;
        this.place = after.map(cursor -> row(cursor, view.sort())).orElse(null);
        this.most = most;
    }

    /// By hand, since it is done for every exploit that passes.
    private int compare(Row one, Row other) {
        long value = value(one, sort);
        long otherValue = value(other, sort);
        if ((value < 0) != (otherValue < 0)) {
            return value < 0 ? 1 : -1;
        }
        int rising = value == otherValue ? Long.compare(one.number(), other.number()) : Long.compare(value, otherValue);
        return isRising ? rising : -rising;
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
        boolean isBehind = place == null || compare(row, place) > 0;
        if (isBehind && (best.size() < most || compare(row, best.element()) < 0)) {
            best.add(row);
            if (best.size() > most) {
                best.remove();
            }
        }
    }

    /// Those of the page, in order.
    List<Row> rows() {
        return best.stream().sorted(this::compare).toList();
    }

    /// How many pass, wherever they stand.
    long passed() {
        return passed;
    }
}
