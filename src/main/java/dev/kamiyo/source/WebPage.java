package dev.kamiyo.source;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/// Feeds that are web pages.
final class WebPage {
    /// Bytes; a page becomes about ten times as large in memory.
    static final int LARGEST = 8 << 20;

    private static final int TAIL = 200;

    private WebPage() {}

    /// A page that came whole.
    ///
    /// @throws MalformedFeedException when it is empty, cut off, too large or no web page
    static Document parse(byte[] bytes) throws MalformedFeedException {
        if (bytes.length > LARGEST) {
            throw new MalformedFeedException("the page is larger than " + LARGEST + " bytes");
        }
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw new MalformedFeedException("the page is empty");
        }
        var end = text.substring(Math.max(0, text.length() - TAIL)).toLowerCase(Locale.ROOT);
        if (!end.contains("</html>")) {
            throw new MalformedFeedException("the page is not a whole web page: it does not end with </html>");
        }
        return Jsoup.parse(text);
    }
}
