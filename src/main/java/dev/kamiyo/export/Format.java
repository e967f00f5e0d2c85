package dev.kamiyo.export;

import java.time.Instant;
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

    private Shape shape() {
        return switch (this) {
            case JSON -> new JsonList();
            case NDJSON -> new NdjsonLines();
            case CSV -> new CsvTable();
            case ATOM -> new AtomFeed();
            case JSONFEED -> new JsonFeed();
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

    /// The format that an Accept header names first; JSON when it names none of these.
    public static Format accepted(String header) {
        var best = JSON;
        int at = Integer.MAX_VALUE;
        var plain = header.toLowerCase(Locale.ROOT);
        for (var format : values()) {
            int place = plain.indexOf(format.media);
            if (place >= 0 && place < at) {
                at = place;
                best = format;
            }
        }
        return best;
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

    /// What stands before the first exploit.
    ///
    /// @param members the members that each exploit has
    /// @param at when the last of the data changed
    public String open(List<String> members, Instant at) {
        return shape().open(members, at);
    }

    /// Exploits, one behind the other.
    ///
    /// @param exploits as JSON
    /// @param first whether none stands before them
    public String each(List<String> exploits, boolean first) {
        var shape = shape();
        var text = new StringBuilder();
        boolean none = first;
        for (var exploit : exploits) {
            text.append(shape.each(exploit, none));
            none = false;
        }
        return text.toString();
    }

    /// What stands behind the last exploit.
    public String close() {
        return shape().close();
    }
}
