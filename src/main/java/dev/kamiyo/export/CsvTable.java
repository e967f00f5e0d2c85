package dev.kamiyo.export;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// RFC 4180 with a line of names. Lists are parted by `;`, transactions are `chain:hash:role`, unknown is empty.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe before it.
record CsvTable(List<String> members) implements Shape {
    @Override
    public String open() {
        return String.join(",", members) + "\r\n";
    }

    @Override
    public String each(String json) {
        return Shape.read(json).valueStream().map(CsvTable::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        if (value.isNumber()) {
            return value.decimalValue().toPlainString();
        }
        var text = text(value);
        var safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(CsvTable::text).collect(Collectors.joining(";"));
        }
        if (!value.isObject()) {
            return value.asString();
        }
        if (value.has("role")) {
            return Shape.text(value, "/chain") + ":" + Shape.text(value, "/hash") + Shape.text(value, "/address") + ":"
                    + Shape.text(value, "/role");
        }
        return Shape.text(value, "/name"); // of a protocol or source
    }
}
