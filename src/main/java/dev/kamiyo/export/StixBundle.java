package dev.kamiyo.export;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A STIX 2.1 bundle; an exploit is an incident, whose details stand in properties of ours, `x_kamiyo_…`.
final class StixBundle implements Shape {
    private static final String ID = String.valueOf(NamedUuid.of("bundle", "exploits"));

    @Override
    public String open(List<String> members, Instant at) {
        return "{\"type\":\"bundle\",\"id\":\"bundle--" + ID + "\",\"objects\":[";
    }

    @Override
    public String each(String json, boolean first) {
        var exploit = Shape.read(json);
        var id = Shape.text(exploit, "/id");
        var incident = JsonMapper.shared().createObjectNode();
        incident.put("type", "incident").put("spec_version", "2.1");
        incident.put("id", "incident--" + NamedUuid.of("exploit", id));
        incident.put("created", Shape.text(exploit, "/first_seen_at"));
        incident.put("modified", Shape.text(exploit, "/modified_at"));
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
        return (first ? "" : ",") + incident;
    }

    @Override
    public String close() {
        return "]}";
    }
}
