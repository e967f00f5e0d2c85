package dev.kamiyo.search;

import dev.kamiyo.exploit.Usd;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What filters ask of one exploit, taken from its JSON. Times are seconds since 1970, money is cents; unknown is -1.
///
/// @param facets its values of each facet
/// @param loss gross
/// @param occurred when it happened
/// @param modified when it last changed
/// @param transactions hashes
/// @param addresses of whoever was part of it
/// @param texts the words of its title, of its protocol's name, and of its labels
public record Traits(
        Map<Facet, List<String>> facets,
        long loss,
        long occurred,
        long modified,
        List<String> transactions,
        List<String> addresses,
        List<List<String>> texts) {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    /// Reads the JSON of an exploit, with exact decimals or not.
    public static Traits of(JsonNode exploit) {
        var facets = new EnumMap<Facet, List<String>>(Facet.class);
        for (var facet : Facet.values()) {
            facets.put(facet, values(exploit, facet));
        }
        return new Traits(
                facets,
                cents(exploit.path("loss_usd")),
                seconds(exploit.path("occurred_at"), -1),
                seconds(exploit.path("modified_at"), 0),
                members(exploit.path("transactions"), "hash"),
                members(exploit.path("addresses"), "address"),
                List.of(
                        words(exploit.path("title").asString("")),
                        words(exploit.path("protocol").path("name").asString("")),
                        words(exploit.path("technique").asString("") + " "
                                + exploit.path("technique_label").asString("") + " "
                                + exploit.path("target").asString(""))));
    }

    private static List<String> values(JsonNode exploit, Facet facet) {
        return switch (facet) {
            case CHAIN ->
                exploit.path("chains").valueStream().map(JsonNode::asString).toList();
            case SOURCE -> members(exploit.path("sources"), "name");
            case PROTOCOL -> one(exploit.path("protocol").path("slug"));
            case TECHNIQUE, TARGET, SEVERITY, STATUS -> one(exploit.path(facet.label()));
            case RECOVERED -> List.of(String.valueOf(cents(exploit.path("recovered_usd")) > 0));
        };
    }

    private static List<String> one(JsonNode value) {
        return value.isString() ? List.of(value.stringValue()) : List.of();
    }

    private static List<String> members(JsonNode list, String member) {
        return list.valueStream()
                .map(element -> element.path(member))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }

    /// An amount in cents; -1 when it is unknown.
    static long cents(JsonNode dollars) {
        return dollars.isNumber() ? Usd.of(dollars.decimalValue()).cents() : -1;
    }

    private static long seconds(JsonNode time, long otherwise) {
        return time.isString() ? Instant.parse(time.stringValue()).getEpochSecond() : otherwise;
    }

    /// The values of a facet; none when nothing is known.
    List<String> values(Facet facet) {
        return facets.getOrDefault(facet, List.of());
    }

    /// The words of a text as the full-text index tells them apart: letters and digits, in lower case, without accents.
    static List<String> words(String text) {
        var plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        var words = new ArrayList<String>();
        int from = -1;
        for (int at = 0; at < plain.length(); ) {
            int point = plain.codePointAt(at);
            boolean inside = isOfWord(point);
            if (inside && from < 0) {
                from = at;
            } else if (!inside && from >= 0) {
                words.add(plain.substring(from, at));
                from = -1;
            }
            at += Character.charCount(point);
        }
        if (from >= 0) {
            words.add(plain.substring(from));
        }
        return List.copyOf(words);
    }

    /// Letters, all kinds of numbers, and what is for private use.
    private static boolean isOfWord(int point) {
        return switch (Character.getType(point)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.PRIVATE_USE -> true;
            default -> false;
        };
    }
}
