package dev.kamiyo.source;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// One request that a feed needs.
///
/// @param uri where to ask
/// @param body JSON to POST; null for a GET
public record Query(URI uri, @Nullable String body) {
    /// A GET.
    public static Query get(URI uri) {
        return new Query(uri, null);
    }

    /// A GET of a page: the parameter is replaced in the query of a URL, or added to it.
    static Query page(URI uri, String parameter, int number) {
        var text = uri.toString();
        int fragment = text.indexOf('#');
        var plain = fragment < 0 ? text : text.substring(0, fragment);
        var start = "(?<=[?&])" + parameter + "=[^&]*";
        var replaced = plain.replaceFirst(start, parameter + "=" + number);
        if (!plain.matches(".*[?&]" + parameter + "=.*")) {
            replaced = plain + (plain.contains("?") ? "&" : "?") + parameter + "=" + number;
        }
        return get(URI.create(replaced));
    }
}
