package dev.kamiyo.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.SequencedMap;
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
        json.put("seq", backup.seq());
        json.put("schema", backup.schema());
        json.put("bytes", backup.bytes());
        json.put("sha256", backup.sha256());
        var rows = json.putObject("rows");
        backup.rows().forEach(rows::put);
        return json.toPrettyString() + "\n";
    }

    /// The backup that a manifest tells of; empty when it is missing or not one of ours.
    static Optional<Backup> read(Path backup) {
        try {
            var json = JsonMapper.shared().readTree(Files.readAllBytes(of(backup)));
            return Optional.of(new Backup(
                    backup,
                    Instant.parse(json.path("made_at").asString("")),
                    json.path("seq").asLong(-1),
                    json.path("schema").asInt(0),
                    json.path("bytes").asLong(-1),
                    json.path("sha256").asString(""),
                    rows(json.path("rows"))));
        } catch (IOException | JacksonException | DateTimeException _) {
            return Optional.empty();
        }
    }

    private static SequencedMap<String, Long> rows(JsonNode json) {
        var rows = new TreeMap<String, Long>();
        json.properties()
                .forEach(table -> rows.put(table.getKey(), table.getValue().asLong(-1)));
        return rows;
    }
}
