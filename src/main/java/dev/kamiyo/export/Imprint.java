package dev.kamiyo.export;

import java.time.Instant;
import java.util.List;

/// What a document says of itself.
///
/// @param members the members that each exploit has
/// @param at when the last of the data changed
/// @param base what makes a path a whole address, such as `https://example.org`; empty when nobody knows
/// @param path where the document is, with its query
public record Imprint(List<String> members, Instant at, String base, String path) {
    /// Of a document for a caller to whom the service has no address.
    public Imprint(List<String> members, Instant at) {
        this(members, at, "", "");
    }

    /// The page of an exploit.
    String page(String exploit) {
        return base + "/exploits/" + exploit;
    }
}
