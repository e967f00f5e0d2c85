package dev.kamiyo.search;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What is counted of an exploit.
///
/// @param occurred the second since 1970; -1 when unknown
/// @param loss cents; -1 when unknown
/// @param recovered cents; -1 when unknown
/// @param words as `find_exploits` has them
record Brief(long occurred, long loss, long recovered, Set<String> words) {
    static Brief of(JsonNode exploit, Traits traits) {
        var words = Stream.of(Facet.values())
                .flatMap(facet -> traits.values(facet).stream().map(facet::word))
                .collect(Collectors.toUnmodifiableSet());
        return new Brief(traits.occurred(), traits.loss(), Traits.cents(exploit.path("recovered_usd")), words);
    }
}
