package dev.kamiyo.export;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A STIX 2.1 bundle; an exploit is an incident, whose details stand in properties of ours, `x_kamiyo_…`. The first
/// object is the identity that made the others, so that the list is never empty: STIX allows none that is.
final class StixBundle implements Shape {
    private static final String ID = "bundle--" + NamedUuid.of("bundle", "exploits");
    private static final String MAKER = "identity--" + NamedUuid.of("identity", "kamiyo");
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String MADE = "2026-01-01T00:00:00.000Z";

    @Override
    public String open() {
        var maker = JsonMapper.shared().createObjectNode();
        maker.put("type", "identity").put("spec_version", "2.1").put("id", MAKER);
        maker.put("created", MADE).put("modified", MADE);
        maker.put("name", "Kamiyo").put("identity_class", "system");
        return "{\"type\":\"bundle\",\"id\":\"" + ID + "\",\"objects\":[" + maker;
    }

    /// Times have exactly three digits of a second.
    private static String time(JsonNode exploit, String pointer) {
        return MILLIS.format(Instant.parse(Shape.text(exploit, pointer)));
    }

    @Override
    public String each(String json) {
        var exploit = Shape.read(json);
        var id = Shape.text(exploit, "/id");
        var incident = JsonMapper.shared().createObjectNode();
        incident.put("type", "incident").put("spec_version", "2.1");
        incident.put("id", "incident--" + NamedUuid.of("exploit", id));
        incident.put("created_by_ref", MAKER);
        incident.put("created", time(exploit, "/first_seen_at"));
        incident.put("modified", time(exploit, "/modified_at"));
        incident.put("name", Shape.text(exploit, "/title")).put("description", Shape.summary(exploit));
        var labels = incident.putArray("labels");
        for (var member : List.of("severity", "status", "technique", "target")) {
            if (!exploit.path(member).isNull()) {
                labels.add(Shape.text(exploit, "/" + member));
            }
        }
        var references = incident.putArray("external_references");
        references.addObject().put("source_name", "kamiyo").put("external_id", id);
        exploit.path("references")
                .forEach(url ->
                        references.addObject().put("source_name", "reference").put("url", url.asString()));
        for (var member : List.of("occurred_at", "loss_usd", "recovered_usd", "chains", "transactions", "addresses")) {
            JsonNode value = exploit.path(member);
            if (!value.isNull() && !(value.isArray() && value.isEmpty())) { // STIX knows neither null nor empty lists
                incident.set("x_kamiyo_" + member, value);
            }
        }
        return "," + incident;
    }

    @Override
    public String close() {
        return "]}";
    }
}
