package dev.kamiyo.guardian;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One thing that happened during an incident: a line of `events.ndjson`.
///
/// @param at when
/// @param kind what kind of thing
/// @param copy the copy that it is about; empty when it is about none
/// @param name the lasting name of a symptom or remedy; else empty
/// @param text for a person
/// @param numbers what was counted
record Event(Instant at, Kind kind, String copy, String name, String text, Map<String, Long> numbers) {
    /// What kinds there are.
    enum Kind {
        SYMPTOM,
        CAUSE,
        PREVENTION,
        PAGED,
        SAVED,
        DIAGNOSIS,
        ATTEMPT,
        FAILED,
        RECOVERED,
        ESCALATED,
        HEALED,
        RESUMED,
        CLOSED
    }

    static Event of(Instant at, Kind kind, String copy, String name, String text) {
        return new Event(at, kind, copy, name, text, Map.of());
    }

    String json() {
        var json = JsonMapper.shared().createObjectNode();
        json.put("at", at.toString()).put("kind", kind.name().toLowerCase(Locale.ROOT));
        json.put("copy", copy).put("name", name).put("text", text);
        var counted = json.putObject("numbers");
        new TreeMap<>(numbers).forEach(counted::put);
        return json.toString();
    }

    static Event of(JsonNode json) {
        var numbers = new TreeMap<String, Long>();
        json.path("numbers")
                .propertyStream()
                .forEach(one -> numbers.put(one.getKey(), one.getValue().asLong()));
        return new Event(
                Instant.parse(json.path("at").asString("")),
                Kind.valueOf(json.path("kind").asString("").toUpperCase(Locale.ROOT)),
                json.path("copy").asString(""),
                json.path("name").asString(""),
                json.path("text").asString(""),
                numbers);
    }
}
