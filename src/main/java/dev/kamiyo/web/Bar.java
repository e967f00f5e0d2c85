package dev.kamiyo.web;

import dev.kamiyo.search.Tally;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// A line of a ranking: a name, what was lost there, and how that compares with the first.
///
/// @param name with its page
/// @param tally what there is of it
/// @param share of the largest loss, 0 to 100
record Bar(Name name, Tally tally, double share) {
    /// The lines with the largest losses, the largest first.
    static List<Bar> ranked(List<Tally> tallies, Function<String, Name> names, int most) {
        var largest = tallies.stream().mapToLong(Tally::loss).max().orElse(0);
        return tallies.stream()
                .filter(tally -> tally.value() != null && tally.loss() > 0)
                .sorted(Comparator.comparingLong(Tally::loss).reversed())
                .limit(most)
                .map(tally -> new Bar(
                        names.apply(Objects.requireNonNull(tally.value())), tally, 100.0 * tally.loss() / largest))
                .toList();
    }

    String width() {
        return Figures.percent(Math.max(share, 0.4));
    }
}
