package dev.kamiyo.export;

import java.util.Locale;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A document of many exploits, written piece by piece. Immutable; safe for use by many threads.
interface Shape {
    /// Reads amounts as they are.
    JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /// What stands before the first exploit.
    default String open() {
        return "";
    }

    /// An exploit.
    ///
    /// @param json with the members that were asked for
    String each(String json);

    /// What stands between two exploits.
    default String between() {
        return "";
    }

    /// What stands behind the last exploit.
    default String close() {
        return "";
    }

    /// An exploit's JSON, its amounts exact.
    static JsonNode read(String json) {
        return EXACT.readTree(json);
    }

    /// A text member; empty when it is unknown.
    static String text(JsonNode exploit, String pointer) {
        return exploit.at(pointer).asString("");
    }

    /// One sentence for people: when, where, how and how much.
    static String summary(JsonNode exploit) {
        var day = text(exploit, "/occurred_at");
        var chains =
                exploit.path("chains").valueStream().map(JsonNode::asString).toList();
        var loss = exploit.path("loss_usd");
        int known = text(exploit, "/occurred_precision").equals("month") ? 7 : 10;
        return (day.isEmpty() ? "Time unknown" : day.substring(0, known))
                + (chains.isEmpty() ? "" : ", on " + String.join(", ", chains))
                + (exploit.path("technique").isNull()
                        ? ""
                        : ", by " + text(exploit, "/technique").replace('-', ' '))
                + (loss.isNull()
                        ? ", loss unknown."
                        : ", loss " + String.format(Locale.ROOT, "%,.2f", loss.decimalValue()) + " US dollars.");
    }
}
