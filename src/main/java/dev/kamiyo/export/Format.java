package dev.kamiyo.export;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The formats of a list of exploits.
public enum Format {
    JSON("application/json", true),
    NDJSON("application/x-ndjson", true),
    CSV("text/csv", true),
    ATOM("application/atom+xml", false),
    JSONFEED("application/feed+json", false),
    STIX("application/stix+json", false),
    MISP("application/vnd.misp+json", false);

    private final String media;
    private final boolean anyFields;

    Format(String media, boolean anyFields) {
        this.media = media;
        this.anyFields = anyFields;
    }

    private Shape shape(Imprint imprint) {
        return switch (this) {
            case JSON -> new JsonList();
            case NDJSON -> new NdjsonLines();
            case CSV -> new CsvTable(imprint.members());
            case ATOM -> new AtomFeed(imprint);
            case JSONFEED -> new JsonFeed(imprint);
            case STIX -> new StixBundle();
            case MISP -> new MispEvents();
        };
    }

    /// The word for it in a URL.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// All words.
    public static List<String> labels() {
        return List.of(values()).stream().map(Format::label).toList();
    }

    /// The format with a word, if there is one.
    public static Optional<Format> parse(String label) {
        return List.of(values()).stream()
                .filter(format -> format.label().equals(label))
                .findFirst();
    }

    /// The format of the first media type that is one of these, or a pattern of them all; JSON when there is none.
    ///
    /// @param types what a caller takes, the best first
    public static Format accepted(List<String> types) {
        for (var type : types) {
            var media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (media.equals("*/*") || media.equals("application/*")) {
                return JSON;
            }
            for (var format : values()) {
                if (format.media.equals(media)) {
                    return format;
                }
            }
        }
        return JSON;
    }

    /// The Content-Type.
    public String type() {
        return this == CSV ? media + "; charset=utf-8" : media;
    }

    /// Whether it can do with some members of an exploit.
    public boolean takesFields() {
        return anyFields;
    }

    /// Whether its parts stand one below the other, so that there is no end that it must come to.
    public boolean isLines() {
        return this == NDJSON || this == CSV;
    }

    /// A whole document, in UTF-8.
    ///
    /// @param exploits as JSON
    public byte[] document(Imprint imprint, List<String> exploits) {
        var shape = shape(imprint);
        var texts = new ArrayList<String>(2 * exploits.size() + 2);
        texts.add(shape.open());
        add(texts, shape, exploits);
        texts.add(shape.close());
        return utf8(texts);
    }

    /// A part of a document of lines, in UTF-8.
    ///
    /// @param exploits as JSON
    public byte[] lines(Imprint imprint, List<String> exploits) {
        var texts = new ArrayList<String>(2 * exploits.size());
        add(texts, shape(imprint), exploits);
        return utf8(texts);
    }

    private static void add(List<String> texts, Shape shape, List<String> exploits) {
        var between = shape.between();
        boolean first = true;
        for (var exploit : exploits) {
            if (!first && !between.isEmpty()) {
                texts.add(between);
            }
            texts.add(shape.each(exploit));
            first = false;
        }
    }

    /// Encoded one by one: a text of all of them would be copied again and again while it grows.
    private static byte[] utf8(List<String> texts) {
        var parts = new byte[texts.size()][];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = texts.get(i).getBytes(StandardCharsets.UTF_8);
            length += parts[i].length;
        }
        var all = new byte[length];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
