package dev.kamiyo.search;

import java.util.List;

/// What a list shows: which exploits, in which order, and which members of each.
///
/// @param fields members in the order of an exploit's own; empty for all of them
public record View(Filter filter, Sort sort, Order order, List<String> fields) {
    /// All exploits, newest first.
    public static final View ALL = new View(Filter.ALL, Sort.OCCURRED_AT, Order.DESC, List.of());

    /// Keeps its own copy.
    public View {
        fields = List.copyOf(fields);
    }
}
