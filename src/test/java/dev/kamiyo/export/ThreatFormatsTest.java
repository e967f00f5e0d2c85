package dev.kamiyo.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// STIX 2.1 and MISP's core format, by the rules that their specifications state.
final class ThreatFormatsTest {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    private static final Instant AT = Instant.parse("2024-06-01T00:00:00Z");

    /// All there can be, and next to nothing.
    private static final List<String> EXPLOITS = List.of("""
            {"id":"KYM-2022-00001","title":"Ronin \\"Bridge\\"","protocol":{"slug":"ronin","name":"Ronin"},
             "chains":["ethereum","bitcoin"],"occurred_at":"2022-03-23T13:29:09Z","occurred_precision":"second",
             "loss_usd":624000000.25,"recovered_usd":30000000,"technique":"key-compromise","technique_label":"x",
             "target":"bridge","severity":"critical","status":"confirmed",
             "transactions":[{"chain":"ethereum","hash":"0xab","role":"attack"}],
             "addresses":[{"chain":"bitcoin","address":"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa","role":"attacker"},
               {"chain":"ethereum","address":"0xcd","role":"victim"}],
             "sources":[{"name":"catalogue","url":null}],"references":["https://example.org/?a=1&b=%20"],
             "first_seen_at":"2024-05-01T10:00:00Z","modified_at":"2024-05-01T10:00:00Z"}""", """
            {"id":"KYM-2022-00002","title":"plain","protocol":null,"chains":[],"occurred_at":null,
             "occurred_precision":"unknown","loss_usd":null,"recovered_usd":null,"technique":null,
             "technique_label":null,"target":null,"severity":"unknown","status":"reported","transactions":[],
             "addresses":[],"sources":[{"name":"manual","url":null}],"references":[],
             "first_seen_at":"2024-05-01T10:00:00Z","modified_at":"2024-05-02T10:00:00Z"}""");

    private static JsonNode document(Format format, List<String> exploits) {
        return JsonMapper.shared().readTree(format.document(new Imprint(List.of(), AT), exploits));
    }

    private static String text(JsonNode object, String member) {
        assertThat(object.path(member).isString()).as(member + " of " + object).isTrue();
        return object.path(member).stringValue();
    }

    @Test
    void aBundleKeepsTheRulesOfStix() {
        var bundle = document(Format.STIX, EXPLOITS);
        assertThat(bundle.propertyNames()).as("section 8").containsExactlyInAnyOrder("type", "id", "objects");
        assertThat(text(bundle, "type")).isEqualTo("bundle");
        assertIsId(text(bundle, "id"), "bundle");
        var ids = new HashSet<String>();
        bundle.get("objects").forEach(object -> {
            assertIsObject(object);
            assertThat(ids.add(text(object, "id"))).as("one version of each").isTrue();
        });
        assertThat(ids).hasSize(3);
        bundle.get("objects").forEach(object -> {
            if (object.has("created_by_ref")) {
                assertThat(ids).contains(text(object, "created_by_ref"));
            }
        });
    }

    @Test
    void aBundleOfNothingHasNoEmptyList() {
        assertThat(document(Format.STIX, List.of()).get("objects")).hasSize(1);
    }

    private static void assertIsId(String id, String type) {
        assertThat(id).as("section 2.9").startsWith(type + "--");
        assertThat(id.substring(type.length() + 2)).matches(UUID);
    }

    private static void assertIsObject(JsonNode object) {
        var type = text(object, "type");
        assertIsId(text(object, "id"), type);
        assertThat(text(object, "spec_version")).isEqualTo("2.1");
        for (var time : List.of("created", "modified")) {
            assertThat(text(object, time))
                    .as("section 3.2: to the millisecond, in UTC")
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        }
        assertThat(Instant.parse(text(object, "modified"))).isAfterOrEqualTo(text(object, "created"));
        assertThat(text(object, "name")).isNotEmpty();
        var known = Map.of(
                "identity",
                Set.of("identity_class"),
                "incident",
                Set.of("description", "labels", "external_references", "created_by_ref"));
        assertThat(known).containsKey(type);
        for (var property : object.propertyNames()) {
            assertThat(property).as("section 3.1").matches("[a-z0-9_]{3,250}|id");
            assertThat(Set.of("type", "id", "spec_version", "created", "modified", "name")
                                    .contains(property)
                            || known.getOrDefault(type, Set.of()).contains(property)
                            || property.startsWith("x_"))
                    .as("section 11.1: %s of %s", property, type)
                    .isTrue();
        }
        assertHasNothingEmpty(object);
        for (var reference : object.path("external_references")) {
            assertThat(text(reference, "source_name")).as("section 2.5").isNotEmpty();
            assertThat(reference.has("description") || reference.has("url") || reference.has("external_id"))
                    .isTrue();
            if (reference.has("url")) {
                assertThat(URI.create(text(reference, "url")).isAbsolute()).isTrue();
            }
        }
    }

    /// Section 3.1: no null, no empty list, no empty object.
    private static void assertHasNothingEmpty(JsonNode value) {
        assertThat(value.isNull()).isFalse();
        if (value.isContainer()) {
            assertThat(value.isEmpty()).as(value.toString()).isFalse();
            value.forEach(ThreatFormatsTest::assertHasNothingEmpty);
        }
    }

    /// Of the types that MISP allows in a category (describeTypes.json), those that may be of use here.
    private static final Map<String, Set<String>> TYPES = Map.of(
            "Financial fraud", Set.of("btc", "xmr", "text", "other", "comment"),
            "External analysis", Set.of("text", "link", "url", "comment", "other"));

    @Test
    void anEventKeepsTheRulesOfMisp() {
        var events = document(Format.MISP, EXPLOITS).get("response");
        assertThat(events).hasSize(2);
        var uuids = new HashSet<String>();
        for (var whole : events) {
            assertThat(whole.propertyNames()).containsExactly("Event");
            var event = whole.get("Event");
            assertThat(text(event, "uuid")).matches(UUID);
            assertThat(uuids.add(text(event, "uuid"))).isTrue();
            assertThat(text(event, "info")).isNotEmpty();
            assertThat(LocalDate.parse(text(event, "date"))).isBefore("2025-01-01");
            assertThat(text(event, "threat_level_id")).matches("[1-4]");
            assertThat(text(event, "analysis")).matches("[0-2]");
            assertThat(text(event, "distribution")).matches("[0-3]");
            assertThat(event.get("published").isBoolean()).isTrue();
            assertThat(text(event, "timestamp")).matches("\\d{10}");
            assertThat(text(event, "publish_timestamp")).matches("\\d{10}");
            assertThat(text(event.get("Orgc"), "uuid")).matches(UUID);
            assertThat(text(event.get("Orgc"), "name")).isNotEmpty();
            assertThat(event.get("Attribute")).isNotEmpty();
            for (var attribute : event.get("Attribute")) {
                assertIsAttribute(attribute);
                assertThat(uuids.add(text(attribute, "uuid"))).isTrue();
            }
            assertThat(event.get("Tag")).isNotEmpty();
            for (var tag : event.get("Tag")) {
                assertThat(text(tag, "name")).as("a machine tag").matches("kamiyo:[a-z]+=\"[^\"]+\"");
            }
        }
    }

    private static void assertIsAttribute(JsonNode attribute) {
        assertThat(text(attribute, "uuid")).matches(UUID);
        assertThat(TYPES.get(text(attribute, "category"))).contains(text(attribute, "type"));
        assertThat(text(attribute, "value")).isNotEmpty();
        assertThat(attribute.get("to_ids").isBoolean()).isTrue();
        assertThat(text(attribute, "distribution")).as("as the event").isEqualTo("5");
        assertThat(text(attribute, "timestamp")).matches("\\d{10}");
        if (text(attribute, "type").equals("link")) {
            assertThat(URI.create(text(attribute, "value")).isAbsolute()).isTrue();
        }
        if (text(attribute, "type").equals("btc")) {
            assertThat(text(attribute, "value")).matches("[13b][a-zA-Z0-9]{25,61}");
        }
    }
}
