package dev.kamiyo.search;

import java.util.List;

/// Counts and sums over the exploits that a filter lets through.
public interface Tallies {
    /// All of them together.
    Tally total(Filter filter);

    /// Part by part of time, the earliest first; unknown times come before all others. Empty parts are left out.
    List<Tally> series(Filter filter, Interval interval);

    /// Value by value of a facet, the most frequent first, equally frequent ones by name.
    ///
    /// @param most at most this many values
    List<Tally> values(Filter filter, Facet facet, int most);
}
