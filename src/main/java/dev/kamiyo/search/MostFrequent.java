package dev.kamiyo.search;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Takes names with their counts and keeps the most frequent ones, equally frequent ones by name: there can be too many
/// to sort them all for a few. Belongs to one thread.
final class MostFrequent {
    private record Counted(String name, long count) {}

    private static final Comparator<Counted> ORDER =
            Comparator.comparingLong(Counted::count).reversed().thenComparing(Counted::name);

    private final PriorityQueue<Counted> best = new PriorityQueue<>(ORDER.reversed()); // the last one comes first
    private final int most;

    /// @param most at most this many are kept
    MostFrequent(int most) {
        this.most = most;
    }

    /// Takes a name, each of them once. What nothing has is none.
    void offer(String name, long count) {
        if (count == 0 || most == 0 || (best.size() == most && best.element().count > count)) {
            return;
        }
        best.add(new Counted(name, count));
        if (best.size() > most) {
            best.remove();
        }
    }

    /// Those that were kept, in order.
    List<String> names() {
        return best.stream().sorted(ORDER).map(Counted::name).toList();
    }
}
