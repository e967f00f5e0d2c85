package dev.kamiyo.alert;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What happened to one exploit, as messages have it.
///
/// @param on what happened
/// @param seq the write that made it
/// @param exploit its members in short, as the API names them
/// @param was the members that were others before
record Item(Set<Occasion> on, long seq, ObjectNode exploit, ObjectNode was) {
    private static final List<String> SHOWN = List.of(
            "id",
            "title",
            "protocol",
            "chains",
            "occurred_at",
            "occurred_precision",
            "loss_usd",
            "recovered_usd",
            "technique",
            "severity",
            "status");

    /// An item of a whole exploit.
    static Item of(Set<Occasion> on, long seq, JsonNode exploit, ObjectNode was) {
        var shown = JsonMapper.shared().createObjectNode();
        SHOWN.forEach(member -> shown.set(member, exploit.path(member)));
        return new Item(on, seq, shown, was);
    }

    /// Reads what [#json] wrote.
    static Item read(JsonNode json) {
        var on = new TreeSet<Occasion>();
        for (var occasion : Occasion.values()) {
            if (json.path("on").valueStream().anyMatch(word -> occasion.label().equals(word.asString("")))) {
                on.add(occasion);
            }
        }
        return new Item(on, json.path("seq").asLong(), (ObjectNode) json.get("exploit"), (ObjectNode) json.get("was"));
    }

    /// The exploit's id.
    String id() {
        return exploit.path("id").asString("");
    }

    /// The same with only some of what happened.
    Item only(Set<Occasion> some) {
        var left = was.deepCopy();
        on.stream().filter(occasion -> !some.contains(occasion)).forEach(gone -> left.remove(Comparison.member(gone)));
        return new Item(some, seq, exploit, left);
    }

    ObjectNode json() {
        var json = JsonMapper.shared().createObjectNode();
        on.stream().sorted().map(Occasion::label).forEach(json.putArray("on")::add);
        json.put("seq", seq).set("exploit", exploit);
        json.set("was", was);
        return json;
    }
}
