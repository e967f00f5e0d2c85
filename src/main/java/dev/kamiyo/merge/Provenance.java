package dev.kamiyo.merge;

import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.exploit.Usd;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Who said each field of an exploit, and who says something else, as JSON.
///
/// Amounts within 5 %, times of one day and names of one protocol count as the same. A correction that a later one
/// replaced says nothing any more.
final class Provenance {
    private static final double SAME_AMOUNT = 1.05;
    private static final JsonMapper JSON = JsonMapper.shared();

    private Provenance() {}

    /// One member a field that is known: an object with `source`, `native_id`, `agree` and `disagree`, or for a list
    /// one entry an element with its `sources`.
    static ObjectNode of(Collection<Said> claims) {
        var resolution = Resolution.of(claims);
        var json = JSON.createObjectNode();
        for (var field : Field.values()) {
            switch (field) {
                case CHAINS, TRANSACTIONS, ADDRESSES, REFERENCES -> list(resolution, field, json);
                case TITLE,
                        PROTOCOL,
                        OCCURRED_AT,
                        LOSS_USD,
                        RECOVERED_USD,
                        TECHNIQUE,
                        TECHNIQUE_LABEL,
                        TARGET,
                        STATUS -> one(resolution, field, json);
            }
        }
        return json;
    }

    private static void one(Resolution resolution, Field field, ObjectNode json) {
        var by = resolution.chosen().get(field);
        if (by == null || (!by.isCorrection() && isUnknown(by, field))) {
            return;
        }
        var told = json.putObject(field.label());
        told.put("source", by.id().source()).put("native_id", by.id().nativeId());
        var agree = told.putArray("agree");
        var disagree = told.putArray("disagree");
        for (var other : resolution.ranked(field).toList()) {
            var value = FactsJson.write(other.facts()).path(field.label());
            if (other.equals(by) || other.isCorrection() || value.isNull()) {
                continue;
            }
            if (agrees(field, by.facts(), other.facts())) {
                agree.add(other.id().source());
            } else {
                disagree(other, value, disagree);
            }
        }
    }

    private static boolean isUnknown(Said said, Field field) {
        return FactsJson.write(said.facts()).path(field.label()).isNull();
    }

    private static void disagree(Said other, JsonNode value, ArrayNode disagree) {
        var entry = disagree.addObject();
        entry.put("source", other.id().source()).put("native_id", other.id().nativeId());
        entry.set("value", value);
    }

    private static boolean agrees(Field field, Facts a, Facts b) {
        return switch (field) {
            case TITLE -> sameName(a.title(), b.title());
            case PROTOCOL ->
                a.protocol() != null
                        && b.protocol() != null
                        && sameName(a.protocol().name(), b.protocol().name());
            case OCCURRED_AT ->
                String.valueOf(a.occurred().text())
                        .regionMatches(0, String.valueOf(b.occurred().text()), 0, "2022-03-23".length());
            case LOSS_USD -> sameAmount(a.loss(), b.loss());
            case RECOVERED_USD -> sameAmount(a.recovered(), b.recovered());
            case TECHNIQUE, TECHNIQUE_LABEL, TARGET, STATUS, CHAINS, TRANSACTIONS, ADDRESSES, REFERENCES ->
                FactsJson.write(a).path(field.label()).equals(FactsJson.write(b).path(field.label()));
        };
    }

    private static boolean sameName(String a, String b) {
        var words = NameWords.load();
        var likeness = Name.of(a, words).to(Name.of(b, words));
        return likeness.isSame() || likeness == Likeness.PLAIN || likeness == Likeness.GENERIC;
    }

    private static boolean sameAmount(@Nullable Usd a, @Nullable Usd b) {
        if (a == null || b == null) {
            return false;
        }
        double larger = Math.max(a.cents(), b.cents());
        double smaller = Math.min(a.cents(), b.cents());
        return larger == smaller || larger / smaller <= SAME_AMOUNT;
    }

    private static void list(Resolution resolution, Field field, ObjectNode json) {
        var elements = new LinkedHashMap<String, TreeSet<String>>();
        for (var said : resolution.ranked(field).toList()) {
            for (var element : FactsJson.write(said.facts()).path(field.label())) {
                elements.computeIfAbsent(name(field, element), _ -> new TreeSet<>())
                        .add(said.id().source());
            }
        }
        var corrected = resolution.chosen().get(field);
        if (corrected != null && corrected.isCorrection()) {
            elements.keySet().retainAll(names(field, corrected));
        }
        if (elements.isEmpty()) {
            return;
        }
        var told = json.putArray(field.label());
        for (Map.Entry<String, TreeSet<String>> element : elements.entrySet()) {
            var entry = told.addObject().put("value", element.getKey());
            List.copyOf(element.getValue()).forEach(entry.putArray("sources")::add);
        }
    }

    private static Set<String> names(Field field, Said said) {
        return FactsJson.write(said.facts())
                .path(field.label())
                .valueStream()
                .map(element -> name(field, element))
                .collect(Collectors.toSet());
    }

    private static String name(Field field, JsonNode element) {
        return element.isString()
                ? element.stringValue()
                : element.path(field == Field.TRANSACTIONS ? "hash" : "address").asString("");
    }
}
