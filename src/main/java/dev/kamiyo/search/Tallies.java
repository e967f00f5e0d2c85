package dev.kamiyo.search;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /// What each value of some facets would give while the other conditions of the filter stay as they are.
    ///
    /// @param most at most this many values of each
    default Map<Facet, List<Tally>> facets(Filter filter, Set<Facet> facets, int most) {
        var found = new EnumMap<Facet, List<Tally>>(Facet.class);
        facets.forEach(facet -> found.put(facet, values(filter.without(facet), facet, most)));
        return found;
    }
}
