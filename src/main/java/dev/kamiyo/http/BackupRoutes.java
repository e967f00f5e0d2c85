package dev.kamiyo.http;

import dev.kamiyo.backup.Backup;
import dev.kamiyo.backup.BackupFailedException;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Backups for the verbs of this machine.
final class BackupRoutes {
    private static final String PATH = "/local/backups";

    private final BackupStore backups;
    private final Database database;

    BackupRoutes(BackupStore backups, Database database) {
        this.backups = backups;
        this.database = database;
    }

    List<Route> routes() {
        return List.of(
                new Route(Route.Method.GET, PATH, List.of(), Route.Access.LOCAL, _ -> list()),
                Route.post(PATH, Route.Access.LOCAL, _ -> make()),
                Route.post(PATH + "/verify", Route.Access.LOCAL, _ -> verify()));
    }

    private Response list() {
        return lines(
                all().stream().map(backup -> json(backup, Optional.empty())).toList());
    }

    private Response make() {
        try {
            return lines(List.of(json(backups.make(database), Optional.empty())));
        } catch (BackupFailedException e) {
            throw new ProblemException(
                    Problem.of(503, "backup-failed", "The backup could not be made", String.valueOf(e.getMessage())));
        }
    }

    private Response verify() {
        return lines(all().stream()
                .map(backup -> json(backup, backups.verify(backup)))
                .toList());
    }

    private List<Backup> all() {
        try {
            return backups.list();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(503, "backup-failed", "The backups cannot be listed", String.valueOf(e.getMessage())));
        }
    }

    private static Response lines(List<ObjectNode> objects) {
        var text = new StringBuilder();
        objects.forEach(object -> text.append(object).append('\n'));
        return Response.of(200, "application/x-ndjson", text.toString());
    }

    private static ObjectNode json(Backup backup, Optional<String> wrong) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("file", backup.file().toString())
                .put("made_at", backup.madeAt().toString());
        json.put("seq", backup.head().seq()).put("bytes", backup.bytes()).put("sha256", backup.sha256());
        json.put("exploits", backup.rows("exploits"));
        json.put("wrong", wrong.orElse(null));
        return json;
    }
}
