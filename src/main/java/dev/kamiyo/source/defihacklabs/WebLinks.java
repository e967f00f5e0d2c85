package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.References;
import java.util.Locale;
import java.util.Set;

/// The http and https URLs of a text that people wrote: bare, in angle brackets, or as Markdown links.
final class WebLinks {
    private static final String ENDS = "<>\"`|\\^{}";
    private static final int LABEL = 300;
    private static final String TRAILING = ".,;:!?'*_~";

    private WebLinks() {}

    /// Adds the URLs of a line, as long as there are fewer than `most`. Images, and so badges, are left out.
    static void addTo(Set<String> found, String line, int most) {
        for (int at = next(line, 0); at >= 0 && found.size() < most; ) {
            var url = at(line, at);
            if (!isImage(line, at) && !url.contains("shields.io/")) {
                References.parse(url).ifPresent(found::add);
            }
            at = next(line, at + Math.max(url.length(), 4));
        }
    }

    /// Where the next URL begins, or -1.
    static int next(String line, int from) {
        for (int at = line.indexOf("http", from); at >= 0; at = line.indexOf("http", at + 4)) {
            if (line.startsWith("://", at + 4) || line.startsWith("s://", at + 4)) {
                return at;
            }
        }
        return -1;
    }

    /// The URL that begins there. A closing bracket belongs to it only when it opened one itself.
    static String at(String line, int start) {
        int end = start;
        int round = 0;
        int square = 0;
        for (; end < line.length(); end++) {
            char c = line.charAt(end);
            round += c == '(' ? 1 : c == ')' ? -1 : 0;
            square += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (round < 0 || square < 0 || Character.isWhitespace(c) || ENDS.indexOf(c) >= 0) {
                break;
            }
        }
        while (end > start && TRAILING.indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return line.substring(start, end);
    }

    private static boolean isImage(String line, int at) {
        if (!line.startsWith("](", at - 2)) {
            return line.regionMatches(true, Math.max(0, at - 5), "src=\"", 0, 5);
        }
        var before = line.substring(Math.max(0, at - LABEL), at - 2);
        int open = before.lastIndexOf('[');
        return open > 0 && before.charAt(open - 1) == '!';
    }

    /// The host, in lower case; empty when there is none.
    static String host(String url) {
        int from = url.indexOf("://") + 3;
        int to = from;
        while (to < url.length() && "/?#:".indexOf(url.charAt(to)) < 0) {
            to++;
        }
        return url.substring(from, to).toLowerCase(Locale.ROOT);
    }
}
