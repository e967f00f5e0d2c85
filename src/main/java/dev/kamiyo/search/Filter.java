package dev.kamiyo.search;

import dev.kamiyo.exploit.Usd;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which exploits are asked for: all conditions hold, and of the values of one condition any. Immutable; two filters
/// that ask for the same in the same words are equal, and so are their texts.
///
/// @param values the allowed values of each facet that is given, never empty
/// @param minLoss the least loss; null for any
/// @param maxLoss the greatest loss; null for any
/// @param since the earliest time in seconds since 1970; null for any
/// @param before later than the latest time, in seconds since 1970; null for any
/// @param modifiedSince changed at this second since 1970 or later; null for any time
/// @param transactions hashes of which one belongs to it; empty for any
/// @param addresses of which one belongs to it; empty for any
/// @param text what its names and words hold; null for anything
public record Filter(
        Map<Facet, Set<String>> values,
        @Nullable Usd minLoss,
        @Nullable Usd maxLoss,
        @Nullable Long since,
        @Nullable Long before,
        @Nullable Long modifiedSince,
        List<String> transactions,
        List<String> addresses,
        @Nullable TextQuery text) {
    /// All exploits.
    public static final Filter ALL = new Filter(Map.of(), null, null, null, null, null, List.of(), List.of(), null);

    /// Keeps its own copies.
    public Filter {
        var sorted = new EnumMap<Facet, Set<String>>(Facet.class);
        values.forEach((facet, any) -> sorted.put(facet, Collections.unmodifiableSet(new TreeSet<>(any))));
        values = Collections.unmodifiableMap(sorted);
        transactions = List.copyOf(transactions);
        addresses = List.copyOf(addresses);
    }

    /// The same, whatever the values of a facet are.
    public Filter without(Facet facet) {
        var others = new EnumMap<Facet, Set<String>>(Facet.class);
        others.putAll(values);
        others.remove(facet);
        return new Filter(others, minLoss, maxLoss, since, before, modifiedSince, transactions, addresses, text);
    }

    /// Whether nothing but words decide, of which some must be there.
    boolean isOfWords() {
        return text != null
                && !text.must().isEmpty()
                && equals(new Filter(Map.of(), null, null, null, null, null, List.of(), List.of(), text));
    }
}
