package dev.kamiyo.journal;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A file of the journal, `000001.ndjson`: its first line says where it goes on, the others are writes.
///
/// What an earlier segment has beyond the place where a later one goes on is void. So a segment with a doubtful
/// tail is never touched again: the next one repeats what counts.
///
/// @param number in the file's name; segments are read in the order of their numbers
/// @param file where it is
/// @param store whose journal it is
/// @param epoch the epoch when it was begun
/// @param schema the version of the schema when it was begun
/// @param after the last write before its first line
/// @param prev that write's hash
/// @param at when it was begun
public record Segment(
        int number, Path file, String store, String epoch, int schema, long after, String prev, Instant at) {
    private static final Pattern NAME = Pattern.compile("(\\d{6,9})\\.ndjson");

    static String name(int number) {
        return "%06d.ndjson".formatted(number);
    }

    /// The number in a file's name; empty when it is not a segment's.
    static Optional<Integer> number(Path file) {
        var name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Optional.of(Integer.parseInt(name.group(1))) : Optional.empty();
    }

    /// The place that it goes on from.
    public Head before() {
        return new Head(store, epoch, after, prev, at);
    }

    byte[] header() {
        var out = new ByteArrayOutputStream(256);
        try (var json = JsonMapper.shared().createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberProperty("segment", number);
            json.writeStringProperty("store", store);
            json.writeStringProperty("epoch", epoch);
            json.writeNumberProperty("schema", schema);
            json.writeNumberProperty("after", after);
            json.writeStringProperty("at", at.toString());
            json.writeStringProperty("prev", prev);
            json.writeEndObject();
        }
        return LineJson.seal(out.toByteArray());
    }

    /// The segment that a file's first line tells of; empty when that line is harmed or of another file.
    static Optional<Segment> of(Path file, byte[] header) {
        return LineJson.open(header).flatMap(json -> {
            try {
                var segment = new Segment(
                        json.path("segment").intValue(),
                        file,
                        json.path("store").stringValue(),
                        json.path("epoch").stringValue(),
                        json.path("schema").intValue(),
                        json.path("after").longValue(),
                        json.path("prev").stringValue(),
                        Instant.parse(json.path("at").stringValue()));
                return number(file).filter(n -> n == segment.number).map(_ -> segment);
            } catch (JacksonException | DateTimeException _) {
                return Optional.empty();
            }
        });
    }
}
