package dev.kamiyo.db;

import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.journal.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The folder `edits/`: rows that somebody changed by hand, one file an occasion, one JSON object a row, until a
/// person adopts or discards them. Safe for use by many threads.
final class EditStore {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Clock clock;

    EditStore(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /// Keeps edits durably.
    ///
    /// @return the file, `20260131T235959-1.ndjson`
    synchronized Path save(List<HandEdits.Edit> edits) throws IOException {
        Files.createDirectories(folder);
        var stamp = STAMP.format(clock.instant());
        int number = 1;
        while (Files.exists(folder.resolve(stamp + "-" + number + ".ndjson"))) {
            number++;
        }
        var file = folder.resolve(stamp + "-" + number + ".ndjson");
        var text = new StringBuilder();
        edits.forEach(edit -> text.append(json(edit)).append('\n'));
        DurableFiles.write(file, text.toString());
        return file;
    }

    /// The files that wait, oldest first.
    List<Path> waiting() throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".ndjson"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static ObjectNode json(HandEdits.Edit edit) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("at", edit.at()).put("table", edit.table().name());
        edit.table().key().forEach(json.putArray("key")::add);
        json.set("before", row(edit.table(), edit.before()));
        json.set("after", row(edit.table(), edit.after()));
        return json;
    }

    private static @Nullable ObjectNode row(Table table, @Nullable Object @Nullable [] values) {
        if (values == null) {
            return null;
        }
        var json = JsonMapper.shared().createObjectNode();
        var columns = table.all();
        for (int i = 0; i < values.length; i++) {
            json.put(columns.get(i), SqlLiteral.of(values[i]));
        }
        return json;
    }

    /// Reads a file back.
    ///
    /// @throws IOException when it cannot be read or is not one of ours
    List<HandEdits.Edit> read(Path file) throws IOException {
        var edits = new ArrayList<HandEdits.Edit>();
        try {
            for (var line : Files.readAllLines(file)) {
                edits.add(edit((ObjectNode) JsonMapper.shared().readTree(line)));
            }
        } catch (RuntimeException e) {
            throw new IOException(file + " is not a file of edits: " + e.getMessage(), e);
        }
        return edits;
    }

    private static HandEdits.Edit edit(ObjectNode json) {
        var row = (ObjectNode) (json.path("after").isNull() ? json.required("before") : json.required("after"));
        var key = json.required("key")
                .valueStream()
                .map(name -> name.stringValue())
                .toList();
        var columns =
                row.propertyNames().stream().filter(name -> !key.contains(name)).toList();
        var table = new Table(json.required("table").stringValue(), key, columns);
        return new HandEdits.Edit(
                json.required("at").stringValue(),
                table,
                HandEdits.values(table, json.get("before")),
                HandEdits.values(table, json.get("after")));
    }

    /// Moves a file out of the way: its edits are adopted or discarded.
    void done(Path file) throws IOException {
        DurableFiles.rename(file, file.resolveSibling(file.getFileName() + ".done"));
    }
}
