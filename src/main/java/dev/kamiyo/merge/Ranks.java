package dev.kamiyo.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which source is believed first, field by field, from a file of the program. Immutable.
///
/// In a list of the file, `*` is the place of every source that it does not name, and `team:*` that of what a team's
/// own programs report.
final class Ranks {
    private static final String REST = "*";
    private static final String OTHERWISE = "otherwise";
    private static final Ranks LOADED = new Ranks(table());

    private final Map<Field, List<String>> orders = new EnumMap<>(Field.class);

    private Ranks(JsonNode table) {
        for (var field : Field.values()) {
            var names = table.has(field.label()) ? table.get(field.label()) : table.get(OTHERWISE);
            orders.put(field, names.valueStream().map(JsonNode::stringValue).toList());
        }
    }

    /// The program's table.
    static Ranks load() {
        return LOADED;
    }

    /// The place of a source for a field; a lower one is believed first.
    int of(Field field, String source) {
        var order = orders.getOrDefault(field, List.of());
        int colon = source.indexOf(':');
        int place = order.indexOf(colon < 0 ? source : source.substring(0, colon + 1) + REST);
        return place < 0 ? order.indexOf(REST) : place;
    }

    private static JsonNode table() {
        try (var in = Ranks.class.getResourceAsStream("/catalogue/ranks.json")) {
            if (in == null) {
                throw new IllegalStateException("the table ranks is not in the program");
            }
            return JsonMapper.shared().readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
