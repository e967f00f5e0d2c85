package dev.kamiyo.export;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// MISP events as its API answers them; an exploit is an event, what belongs to it are attributes.
final class MispEvents implements Shape {
    private static final String FRAUD = "Financial fraud";
    private static final String ANALYSIS = "External analysis";
    private static final String MAKER = String.valueOf(NamedUuid.of("identity", "kamiyo"));

    @Override
    public String open() {
        return "{\"response\":[";
    }

    @Override
    public String each(String json) {
        var exploit = Shape.read(json);
        var id = Shape.text(exploit, "/id");
        var day = exploit.path("occurred_at").isNull() ? "/first_seen_at" : "/occurred_at";
        var event = JsonMapper.shared().createObjectNode();
        event.put("uuid", NamedUuid.of("exploit", id).toString());
        event.put("info", id + " " + Shape.text(exploit, "/title"));
        event.put("date", Shape.text(exploit, day).substring(0, 10));
        event.put("threat_level_id", threat(Shape.text(exploit, "/severity")));
        event.put("analysis", "2").put("distribution", "0").put("published", true);
        var modified = Instant.parse(Shape.text(exploit, "/modified_at"));
        var timestamp = String.valueOf(modified.getEpochSecond());
        event.put("timestamp", timestamp).put("publish_timestamp", timestamp);
        event.putObject("Orgc").put("uuid", MAKER).put("name", "Kamiyo");
        var attributes = event.putArray("Attribute");
        attribute(attributes, id, ANALYSIS, "text", Shape.summary(exploit), "summary");
        for (var transaction : exploit.path("transactions")) {
            attribute(
                    attributes,
                    id,
                    FRAUD,
                    "text",
                    Shape.text(transaction, "/hash"),
                    "transaction" + where(transaction));
        }
        for (var address : exploit.path("addresses")) {
            var type = Shape.text(address, "/chain").equals("bitcoin") ? "btc" : "text";
            attribute(attributes, id, FRAUD, type, Shape.text(address, "/address"), "address" + where(address));
        }
        for (var url : exploit.path("references")) {
            attribute(attributes, id, ANALYSIS, "link", url.asString(), "reference");
        }
        for (var attribute : attributes) {
            ((ObjectNode) attribute).put("timestamp", timestamp);
        }
        var tags = event.putArray("Tag");
        for (var member : List.of("technique", "target", "severity", "status")) {
            if (!exploit.path(member).isNull()) {
                tags.addObject().put("name", "kamiyo:" + member + "=\"" + Shape.text(exploit, "/" + member) + "\"");
            }
        }
        var whole = JsonMapper.shared().createObjectNode();
        whole.set("Event", event);
        return whole.toString();
    }

    @Override
    public String between() {
        return ",";
    }

    private static String where(JsonNode part) {
        return ", " + Shape.text(part, "/chain") + ", " + Shape.text(part, "/role");
    }

    private static void attribute(
            ArrayNode attributes, String exploit, String category, String type, String value, String comment) {
        var attribute = attributes.addObject();
        attribute.put(
                "uuid",
                NamedUuid.of("attribute", exploit + " " + comment + " " + value).toString());
        attribute
                .put("category", category)
                .put("type", type)
                .put("value", value)
                .put("comment", comment);
        attribute.put("to_ids", false).put("distribution", "5"); // as the event
    }

    private static String threat(String severity) {
        return switch (severity) {
            case "critical", "high" -> "1";
            case "medium" -> "2";
            case "low" -> "3";
            default -> "4";
        };
    }

    @Override
    public String close() {
        return "]}";
    }
}
