package dev.kamiyo.journal;

import dev.kamiyo.files.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A journal line as text: one JSON object whose last member `hash` is the SHA-256 of all that stands before it.
///
/// The hash of the line before is a member too, so that the lines are a chain. Stateless; safe for use by many
/// threads.
public final class LineJson {
    private static final byte[] HASH = ",\"hash\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int TAIL = HASH.length + 64 + 2;

    private static final Map<List<Object>, Table> TABLES = new ConcurrentHashMap<>();

    private LineJson() {}

    /// A line and its bytes, the line feed included.
    public record Encoded(Line line, byte[] bytes) {}

    /// Gives a line its text and its hash.
    public static Encoded encode(
            long seq, String epoch, Instant at, Line.Body body, SortedMap<String, Sum> sums, long upto, String prev) {
        var out = new ByteArrayOutputStream(1_024);
        try (var json = JsonMapper.shared().createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberProperty("seq", seq);
            json.writeStringProperty("epoch", epoch);
            json.writeStringProperty("at", at.toString());
            body(json, body);
            json.writeName("tables");
            json.writeStartObject();
            for (var entry : sums.entrySet()) {
                json.writeName(entry.getKey());
                json.writeStartArray();
                json.writeNumber(entry.getValue().rows());
                json.writeString(entry.getValue().hex());
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeNumberProperty("upto", upto);
            json.writeStringProperty("prev", prev);
            json.writeEndObject();
        }
        if (out.size() > SegmentLines.LONGEST) {
            throw new IllegalArgumentException(
                    "a write of " + out.size() + " bytes is too large; at most " + SegmentLines.LONGEST + " are taken");
        }
        var sealed = seal(out.toByteArray());
        return new Encoded(new Line(seq, epoch, at, body, sums, upto, prev, hash(sealed)), sealed);
    }

    /// Adds the hash to an object's bytes, and a line feed.
    static byte[] seal(byte[] object) {
        var open = Arrays.copyOf(object, object.length - 1);
        var hash = Sha256.hex(open).getBytes(StandardCharsets.US_ASCII);
        var sealed = Arrays.copyOf(open, open.length + TAIL + 1);
        System.arraycopy(HASH, 0, sealed, open.length, HASH.length);
        System.arraycopy(hash, 0, sealed, open.length + HASH.length, 64);
        sealed[sealed.length - 3] = '"';
        sealed[sealed.length - 2] = '}';
        sealed[sealed.length - 1] = '\n';
        return sealed;
    }

    private static String hash(byte[] sealed) {
        return new String(sealed, sealed.length - 3 - 64, 64, StandardCharsets.US_ASCII);
    }

    /// The object of a sealed line; empty when its hash is not that of its bytes.
    ///
    /// @param line without the line feed
    static Optional<ObjectNode> open(byte[] line) {
        int end = line.length - TAIL;
        if (end < 1 || !Arrays.equals(line, end, end + HASH.length, HASH, 0, HASH.length)) {
            return Optional.empty();
        }
        var told = new String(line, end + HASH.length, 64, StandardCharsets.US_ASCII);
        if (!Sha256.hex(Arrays.copyOf(line, end)).equals(told)) {
            return Optional.empty();
        }
        try {
            return JsonMapper.shared().readTree(line) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /// The line of some bytes; empty when they are not a whole, unharmed line of ours.
    ///
    /// @param line without the line feed
    static Optional<Line> decode(byte[] line) {
        return open(line).flatMap(LineJson::line);
    }

    private static Optional<Line> line(ObjectNode json) {
        try {
            var sums = new TreeMap<String, Sum>();
            for (var entry : json.path("tables").properties()) {
                var sum = entry.getValue();
                sums.put(
                        entry.getKey(), Sum.of(sum.path(0).asLong(), sum.path(1).stringValue()));
            }
            return Optional.of(new Line(
                    json.path("seq").longValue(),
                    json.path("epoch").stringValue(),
                    Instant.parse(json.path("at").stringValue()),
                    body(json),
                    sums,
                    json.path("upto").longValue(),
                    json.path("prev").stringValue(),
                    json.path("hash").stringValue()));
        } catch (JacksonException | DateTimeException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static void body(JsonGenerator json, Line.Body body) {
        switch (body) {
            case Line.Body.Rows rows -> {
                json.writeName("rows");
                json.writeStartArray();
                rows.rows().forEach(row -> row(json, row));
                json.writeEndArray();
            }
            case Line.Body.Schema schema -> json.writeNumberProperty("schema", schema.version());
            case Line.Body.Restore restore -> {
                json.writeName("restore");
                json.writeStartObject();
                json.writeStringProperty("parent", restore.parent());
                json.writeStringProperty("target", restore.target());
                json.writeEndObject();
            }
        }
    }

    private static Line.Body body(ObjectNode json) {
        if (json.has("schema")) {
            return new Line.Body.Schema(json.path("schema").intValue());
        }
        if (json.path("restore") instanceof ObjectNode restore) {
            return new Line.Body.Restore(
                    restore.path("parent").stringValue(), restore.path("target").stringValue());
        }
        var rows = new ArrayList<Row>();
        json.required("rows").forEach(row -> rows.add(row(row)));
        return new Line.Body.Rows(rows);
    }

    private static void row(JsonGenerator json, Row row) {
        json.writeStartObject();
        json.writeStringProperty("table", row.table().name());
        int keys = row.table().key().size();
        json.writeName("key");
        switch (row) {
            case Row.Put put -> {
                members(json, put.table().key(), put.values(), 0);
                json.writeName("row");
                members(json, put.table().columns(), put.values(), keys);
            }
            case Row.Gone gone -> {
                members(json, gone.table().key(), gone.key(), 0);
                json.writeName("row");
                json.writeNull();
            }
        }
        json.writeEndObject();
    }

    private static void members(JsonGenerator json, List<String> names, @Nullable Object[] values, int from) {
        json.writeStartObject();
        for (int i = 0; i < names.size(); i++) {
            json.writeName(names.get(i));
            switch (values[from + i]) {
                case null -> json.writeNull();
                case String text -> json.writeString(text);
                case Long whole -> json.writeNumber(whole);
                case Integer whole -> json.writeNumber(whole);
                case Double real when Double.isFinite(real) -> json.writeNumber(real);
                case Double real -> single(json, "real", real.toString());
                case byte[] bytes -> single(json, "bytes", HexFormat.of().formatHex(bytes));
                default -> throw new IllegalArgumentException("a row cannot hold a " + values[from + i]);
            }
        }
        json.writeEndObject();
    }

    private static void single(JsonGenerator json, String name, String value) {
        json.writeStartObject();
        json.writeStringProperty(name, value);
        json.writeEndObject();
    }

    private static Row row(JsonNode json) {
        var key = json.required("key");
        var rest = json.required("row");
        var keys = List.copyOf(key.propertyNames());
        var columns = rest.isNull() ? List.<String>of() : List.copyOf(rest.propertyNames());
        var name = json.required("table").stringValue();
        var table = TABLES.computeIfAbsent(List.of(name, keys, columns), _ -> table(name, keys, columns));
        var values = new ArrayList<@Nullable Object>();
        key.forEach(value -> values.add(value(value)));
        if (rest.isNull()) {
            return new Row.Gone(table, values.toArray());
        }
        rest.forEach(value -> values.add(value(value)));
        return new Row.Put(table, values.toArray());
    }

    private static Table table(String name, List<String> keys, List<String> columns) {
        if (!name(name)
                || !keys.stream().allMatch(LineJson::name)
                || !columns.stream().allMatch(LineJson::name)) {
            throw new IllegalArgumentException("'" + name + "' is not a table of ours");
        }
        return new Table(name, keys, columns);
    }

    /// Names become part of statements, so that nothing else may stand in their place.
    private static boolean name(String text) {
        return text.matches("[a-z][a-z0-9_]*");
    }

    private static @Nullable Object value(JsonNode json) {
        if (json.isNull()) {
            return null;
        }
        if (json.isString()) {
            return json.stringValue();
        }
        if (json.isIntegralNumber()) {
            return json.longValue();
        }
        if (json.isNumber()) {
            return json.doubleValue();
        }
        return json.has("bytes")
                ? HexFormat.of().parseHex(json.path("bytes").stringValue())
                : Double.valueOf(json.required("real").stringValue());
    }
}
