package dev.kamiyo.search;

import java.util.List;
import java.util.Optional;

/// A page of a list.
///
/// @param exploits each as JSON
/// @param total how many exploits the whole list has
/// @param next where the next page starts; empty on the last one
/// @param seq the last write that the page sees
public record Page(List<String> exploits, long total, Optional<Cursor> next, long seq) {
    /// Keeps its own copy.
    public Page {
        exploits = List.copyOf(exploits);
    }

    /// The exploits as a JSON array.
    public String json() {
        return "[" + String.join(",", exploits) + "]";
    }
}
