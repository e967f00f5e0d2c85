package dev.kamiyo.web;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An exploit as tables show it.
///
/// @param protocol without a slug when nobody named it
/// @param technique with an empty text when unknown
/// @param severity a word
/// @param sources how many say so
record Row(
        String id,
        String title,
        Name protocol,
        List<Name> chains,
        When when,
        Money loss,
        Money recovered,
        Name technique,
        String severity,
        String status,
        int sources) {
    static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /// Of the JSON of an exploit.
    static Row of(JsonNode json, Names names, Instant now) {
        var technique = json.path("technique").asString("");
        var protocol = json.path("protocol");
        return new Row(
                json.path("id").asString(""),
                json.path("title").asString(""),
                protocol.isObject()
                        ? names.protocol(
                                protocol.path("slug").asString(""),
                                protocol.path("name").asString(""))
                        : new Name("", "", ""),
                json.path("chains")
                        .valueStream()
                        .map(chain -> names.chain(chain.stringValue()))
                        .toList(),
                When.of(json.path("occurred_at"), json.path("occurred_precision"), now),
                Money.of(json.path("loss_usd")),
                Money.of(json.path("recovered_usd")),
                technique.isEmpty() ? new Name("", "", "") : names.technique(technique),
                json.path("severity").asString("unknown"),
                json.path("status").asString(""),
                json.path("sources").size());
    }

    static Row of(String json, Names names, Instant now) {
        return of(EXACT.readTree(json), names, now);
    }

    String url() {
        return "/exploits/" + id;
    }

    /// All chains, for who wants to know.
    String chainsTitle() {
        return String.join(", ", chains.stream().map(Name::text).toList());
    }

    /// Steps of the bar: 0 when unknown, 4 for the worst.
    int steps() {
        return Severities.steps(severity);
    }
}
