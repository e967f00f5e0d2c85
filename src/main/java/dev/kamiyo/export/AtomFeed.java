package dev.kamiyo.export;

import java.util.List;
import java.util.regex.Pattern;

/// An Atom feed (RFC 4287); an entry is an exploit.
record AtomFeed(Imprint imprint) implements Shape {
    /// What XML 1.0 takes for no character: one of these would spoil the feed for all who read it.
    private static final Pattern NO_CHARACTER =
            Pattern.compile("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    @Override
    public String open() {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">"
                + "<id>urn:kamiyo:exploits</id><title>Kamiyo: crypto exploits</title><author><name>Kamiyo</name></author>"
                + "<updated>" + imprint.at() + "</updated>" + links();
    }

    /// A feed names its own address, and a page for people.
    private String links() {
        return imprint.base().isEmpty()
                ? ""
                : "<link rel=\"self\" type=\"application/atom+xml\" href=\"" + xml(imprint.base() + imprint.path())
                        + "\"/><link rel=\"alternate\" type=\"text/html\" href=\"" + xml(imprint.base() + "/") + "\"/>";
    }

    @Override
    public String each(String json) {
        var exploit = Shape.read(json);
        var modified = Shape.text(exploit, "/modified_at");
        var entry = new StringBuilder();
        entry.append("\n<entry><id>urn:kamiyo:exploit:").append(xml(Shape.text(exploit, "/id")));
        entry.append("</id><title>").append(xml(Shape.text(exploit, "/title")));
        entry.append("</title><updated>").append(modified).append("</updated><published>");
        entry.append(Shape.text(exploit, "/first_seen_at"))
                .append("</published><link rel=\"alternate\" type=\"text/html\" href=\"");
        entry.append(xml(imprint.page(Shape.text(exploit, "/id")))).append("\"/>");
        for (var reference : exploit.path("references")) {
            entry.append("<link rel=\"related\" href=\"")
                    .append(xml(reference.asString()))
                    .append("\"/>");
        }
        for (var category : List.of("technique", "target", "severity")) {
            if (!exploit.path(category).isNull()) {
                entry.append("<category scheme=\"urn:kamiyo:").append(category).append("\" term=\"");
                entry.append(xml(Shape.text(exploit, "/" + category))).append("\"/>");
            }
        }
        return entry.append("<summary>")
                .append(xml(Shape.summary(exploit)))
                .append("</summary></entry>")
                .toString();
    }

    @Override
    public String close() {
        return "\n</feed>\n";
    }

    private static String xml(String text) {
        return NO_CHARACTER
                .matcher(text)
                .replaceAll("\uFFFD")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
