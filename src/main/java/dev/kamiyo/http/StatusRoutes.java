package dev.kamiyo.http;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFault;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Reader;
import dev.kamiyo.files.DiskSpace;
import dev.kamiyo.guardian.Warnings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The state of the data: the copies, the journal, the backups, and what each part takes on the disk.
final class StatusRoutes {
    private final Database database;
    private final BackupStore backups;
    private final Restore restore;
    private final Warnings warnings;

    StatusRoutes(Database database, BackupStore backups, Restore restore, Warnings warnings) {
        this.database = database;
        this.backups = backups;
        this.restore = restore;
        this.warnings = warnings;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/status", _ -> status()));
    }

    private Response status() {
        var json = JsonMapper.shared().createObjectNode();
        json.put("reads", readsFrom());
        var head = database.head();
        json.putObject("head")
                .put("epoch", head.epoch())
                .put("seq", head.seq())
                .put("at", head.at().toString());
        var goingTo = restore.goingTo();
        json.put("restoring", goingTo.isPresent() ? goingTo.getAsLong() : null);
        var copies = json.putArray("copies");
        for (var copy : database.copies()) {
            copies.add(copy(copy, head.seq()));
        }
        warn(json.putArray("warnings"));
        try {
            journal(json.putObject("journal"));
            backups(json.putObject("backups"));
            space(json.putObject("space"));
        } catch (IOException e) {
            json.put("incomplete", "a folder cannot be read: " + e.getMessage());
        }
        return Response.json(json.toString()).with("Cache-Control", "no-store");
    }

    private void warn(ArrayNode json) {
        for (var standing : warnings.now()) {
            json.addObject()
                    .put("kind", standing.warning().kind())
                    .put("text", standing.warning().text())
                    .put("since", standing.since().toString())
                    .put("next", standing.warning().next());
        }
    }

    private String readsFrom() {
        try {
            return database.ask(Reader::seq).origin().from();
        } catch (DbFaultException _) {
            return "nothing";
        }
    }

    private static ObjectNode copy(CopyStatus copy, long head) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("role", copy.role().label()).put("in_service", copy.inService());
        json.put("reason", copy.fault().map(DbFault::words).orElse(null));
        json.put("since", copy.since().map(Object::toString).orElse(null));
        json.put("seq", copy.head().map(h -> h.seq()).orElse(null));
        json.put("lag", copy.head().map(h -> head - h.seq()).orElse(null));
        return json;
    }

    private void journal(ObjectNode json) throws IOException {
        var segments = database.segments();
        json.put("files", segments.size());
        json.put("after", segments.isEmpty() ? null : segments.getFirst().after());
        json.put("edits_waiting", database.handEdits().size());
    }

    private void backups(ObjectNode json) throws IOException {
        var all = backups.own(database.head().store());
        json.put("kept", all.size());
        if (!all.isEmpty()) {
            var newest = all.getFirst();
            json.put("newest_at", newest.madeAt().toString());
            json.put("newest_seq", newest.head().seq());
            json.put("oldest_at", all.getLast().madeAt().toString());
        }
    }

    private void space(ObjectNode json) throws IOException {
        var folders = database.folders();
        json.put("primary", withWal(folders.primary()));
        json.put("standby", withWal(folders.standby()));
        json.put("journal", DiskSpace.of(folders.journal()));
        json.put("backups", DiskSpace.of(folders.data().resolve("backups")));
        json.put("quarantine", DiskSpace.of(folders.quarantine()));
        json.put("data_free", DiskSpace.free(folders.data()));
        json.put("data_disk", DiskSpace.total(folders.data()));
        json.put("run_free", DiskSpace.free(folders.run()));
        json.put("run_disk", DiskSpace.total(folders.run()));
    }

    private static long withWal(Path file) {
        return DiskSpace.of(file) + DiskSpace.of(Path.of(file + "-wal"));
    }
}
