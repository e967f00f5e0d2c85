package dev.kamiyo.search;

import java.util.List;
import java.util.Map;

/// What a filter lets through, and what other values of its facets would.
///
/// @param total all that it lets through
/// @param values value by value of each facet, counted as if its own filter were not there; the most frequent first,
///     equally frequent ones by name
public record FacetCounts(Tally total, Map<Facet, List<Tally>> values) {}
