package dev.kamiyo.web;

import java.util.List;

/// Addresses on the web that strangers gave, and words in a row.
final class Links {
    private Links() {}

    /// An address that a reader may be led to; empty for any other, such as one with a script in it.
    static String safe(String url) {
        return url.startsWith("https://") || url.startsWith("http://") ? url : "";
    }

    /// The server of an address.
    static String host(String url) {
        int from = url.indexOf("://") + 3;
        int to = url.indexOf('/', from);
        var host = to < 0 ? url.substring(from) : url.substring(from, to);
        return host.startsWith("www.") ? host.substring(4) : host;
    }

    /// a, b and c.
    static String and(List<String> words) {
        return words.size() == 1
                ? words.getFirst()
                : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }
}
