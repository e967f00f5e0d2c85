package dev.kamiyo.alert;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a message tells: items, and how many more there are that it does not name.
///
/// @param rule the name of the rule that told it
/// @param items the first ones, in the order in which they happened
record Contents(String rule, List<Item> items, long more) {
    /// Items that one message has.
    static final int MOST = 100;

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /// Keeps its own copy.
    Contents {
        items = List.copyOf(items);
    }

    /// Reads what [#json] wrote.
    static Contents read(String text) {
        var json = EXACT.readTree(text);
        return new Contents(
                json.path("rule").asString(""),
                json.path("items").valueStream().map(Item::read).toList(),
                json.path("more").asLong());
    }

    /// The same and an item behind it.
    Contents and(Item item) {
        if (items.size() >= MOST) {
            return new Contents(rule, items, more + 1);
        }
        var longer = new ArrayList<>(items);
        longer.add(item);
        return new Contents(rule, longer, more);
    }

    ObjectNode json() {
        var json = JsonMapper.shared().createObjectNode().put("rule", rule);
        var array = json.putArray("items");
        items.forEach(item -> array.add(item.json()));
        return json.put("more", more);
    }
}
