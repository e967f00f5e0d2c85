package dev.kamiyo.net;

import java.net.URI;
import java.util.Map;

/// A JSON body that is posted.
///
/// @param uri http or https
/// @param headers by name
public record Post(URI uri, String json, Map<String, String> headers) implements Sendable {
    /// Keeps its own copy.
    public Post {
        headers = Map.copyOf(headers);
    }
}
