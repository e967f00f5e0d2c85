package dev.kamiyo.backup;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Sum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON file beside a backup that says what was verified in it.
final class BackupManifest {
    private BackupManifest() {}

    /// `kamiyo-….db` has its manifest in `kamiyo-….json`.
    static Path of(Path backup) {
        return backup.resolveSibling(String.valueOf(backup.getFileName()).replaceFirst("\\.db$", ".json"));
    }

    static String text(Backup backup) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("file", String.valueOf(backup.file().getFileName()));
        json.put("made_at", backup.madeAt().toString());
        json.put("store", backup.head().store());
        json.put("epoch", backup.head().epoch());
        json.put("seq", backup.head().seq());
        json.put("hash", backup.head().hash());
        json.put("at", backup.head().at().toString());
        json.put("schema", backup.schema());
        json.put("bytes", backup.bytes());
        json.put("sha256", backup.sha256());
        var tables = json.putObject("tables");
        backup.tables()
                .forEach((name, sum) ->
                        tables.putObject(name).put("rows", sum.rows()).put("sum", sum.hex()));
        return json.toPrettyString() + "\n";
    }

    /// The backup that a manifest tells of; empty when it is missing or not one of ours.
    static Optional<Backup> read(Path backup) {
        try {
            var json = JsonMapper.shared().readTree(Files.readAllBytes(of(backup)));
            var head = new Head(
                    json.path("store").stringValue(),
                    json.path("epoch").stringValue(),
                    json.path("seq").longValue(),
                    json.path("hash").stringValue(),
                    Instant.parse(json.path("at").stringValue()));
            return Optional.of(new Backup(
                    backup,
                    Instant.parse(json.path("made_at").stringValue()),
                    head,
                    json.path("schema").intValue(),
                    json.path("bytes").longValue(),
                    json.path("sha256").stringValue(),
                    tables(json.path("tables"))));
        } catch (IOException | JacksonException | DateTimeException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static SortedMap<String, Sum> tables(JsonNode json) {
        var tables = new TreeMap<String, Sum>();
        for (var table : json.properties()) {
            var sum = table.getValue();
            tables.put(
                    table.getKey(),
                    Sum.of(sum.path("rows").longValue(), sum.path("sum").stringValue()));
        }
        return tables;
    }
}
