package dev.kamiyo.web;

import java.util.List;

/// Addresses on the web that strangers gave, and words in a row.
final class Links {
    private Links() {}

    /// An address that a reader may be led to; empty for any other, such as one with a script in it.
    static String safe(String url) {
        return url.startsWith("https://") || url.startsWith("http://") ? url : "";
    }

    /// The server of an address and the path there, which tell two references to one server apart.
    static String brief(String url) {
        var rest = url.substring(url.indexOf("://") + 3).replaceAll("[?#].*|/+$", "");
        return rest.startsWith("www.") ? rest.substring(4) : rest;
    }

    /// a, b and c.
    static String and(List<String> words) {
        return words.size() == 1
                ? words.getFirst()
                : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }
}
