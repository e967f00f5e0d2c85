package dev.kamiyo.search;

import dev.kamiyo.search.ForwardIndex.Selection;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;

/// Keeps of a selection the exploits of a page: the first ones behind a place, in the order of a view. Unknown values
/// come last in both orders. Belongs to one thread.
final class PageOfIndex {
    /// Where an exploit stands in an order.
    ///
    /// @param value seconds or cents; negative when it is unknown
    record Place(long value, long number) {}

    private final boolean isRising;
    private final PriorityQueue<Place> best = new PriorityQueue<>((a, b) -> compare(b, a)); // the last one comes first
    private final @Nullable Place start;
    private final int most;
    /// The value of the last one on a full page.
    private long worst = Long.MIN_VALUE;

    private PageOfIndex(View view, Optional<Cursor> after, int most) {
        this.isRising = view.order() == Order.ASC;
        this.start =
                after.map(cursor -> new Place(cursor.value(), cursor.number())).orElse(null);
        this.most = most;
    }

    /// Those of a page, in order.
    ///
    /// @param after the place that the page starts behind; empty for the first page
    /// @param most at most this many
    static List<Place> of(Columns columns, Selection found, View view, Optional<Cursor> after, int most) {
        var page = new PageOfIndex(view, after, most);
        found.recent().forEach(row -> page.offer(row.value(view.sort()), row.number()));
        if (view.sort() == Sort.OCCURRED_AT && view.order() == Order.DESC) {
            page.newest(columns, found);
        } else {
            page.each(columns.values(view.sort()), columns, found);
        }
        return page.best.stream().sorted(page::compare).toList();
    }

    /// The columns stand in this order: what comes behind a full page is not looked at.
    private void newest(Columns columns, Selection found) {
        IntIterator each = found.at().getReverseIntIterator();
        for (int taken = 0; taken < most && each.hasNext(); ) {
            int at = each.next();
            if (isBehindStart(columns.occurred(at), columns.number(at))) {
                offer(columns.occurred(at), columns.number(at));
                taken++;
            }
        }
    }

    /// What is worse than all of a full page is most of what there is: it is not compared further.
    private void each(long[] values, Columns columns, Selection found) {
        if (isRising) {
            found.at().forEach((int at) -> offer(values[at], columns.number(at)));
        } else {
            found.at().forEach((int at) -> {
                if (values[at] >= worst) {
                    offer(values[at], columns.number(at));
                }
            });
        }
    }

    /// By hand and without an object, since it is done for every exploit that passes.
    private void offer(long value, long number) {
        if (isBehindStart(value, number)
                && (best.size() < most || compare(value, number, best.element().value, best.element().number) < 0)) {
            best.add(new Place(value, number));
            if (best.size() > most) {
                best.remove();
            }
            worst = best.size() == most ? best.element().value : Long.MIN_VALUE;
        }
    }

    private boolean isBehindStart(long value, long number) {
        return start == null || compare(value, number, start.value, start.number) > 0;
    }

    private int compare(Place one, Place other) {
        return compare(one.value, one.number, other.value, other.number);
    }

    private int compare(long value, long number, long otherValue, long otherNumber) {
        if ((value < 0) != (otherValue < 0)) {
            return value < 0 ? 1 : -1;
        }
        int rising = value == otherValue ? Long.compare(number, otherNumber) : Long.compare(value, otherValue);
        return isRising ? rising : -rising;
    }
}
