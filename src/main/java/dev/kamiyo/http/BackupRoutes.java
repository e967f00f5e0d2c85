package dev.kamiyo.http;

import dev.kamiyo.access.AuditStore;
import dev.kamiyo.access.IdempotencyStore.Answer;
import dev.kamiyo.backup.Backup;
import dev.kamiyo.backup.BackupFailedException;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Backups, for the verbs of this machine and for admins.
final class BackupRoutes {
    private static final String LOCAL = "/local/backups";
    private static final String PATH = "/api/v1/backups";
    private static final String MAKE = "make backup";
    private static final int NAME = 200;

    private final BackupStore backups;
    private final Database database;
    private final Writes writes;
    private final AuditStore audit = new AuditStore();

    BackupRoutes(BackupStore backups, Database database) {
        this.backups = backups;
        this.writes = new Writes(database);
        this.database = database;
    }

    List<Route> routes() {
        return List.of(
                Route.get(LOCAL, Route.Access.LOCAL, _ -> localList()),
                Route.post(LOCAL, Route.Access.LOCAL, _ -> lines(List.of(local(made(), Optional.empty())))),
                Route.post(LOCAL + "/verify", Route.Access.LOCAL, _ -> localVerify()),
                Route.get(PATH, Route.Access.ADMIN, _ -> list()),
                Route.post(PATH, Route.Access.ADMIN, this::make),
                Route.post(PATH + "/verify", Route.Access.ADMIN, this::verify));
    }

    private Response list() {
        var array = JsonMapper.shared().createArrayNode();
        all().forEach(backup -> array.add(json(backup)));
        return Response.json(array.toString());
    }

    private Response make(Request request) {
        Body.orNone(request);
        return Response.of(writes.earlier(request, MAKE).orElseGet(() -> {
            var made = made();
            var name = name(made);
            return writes.once(request, MAKE, tx -> {
                audit.put(tx, request.caller().name(), MAKE, name, null, "{}");
                return new Answer(201, name, json(made).toString());
            });
        }));
    }

    /// Of one backup or of all; a line each as soon as it was read, since that may take long.
    private Response verify(Request request) {
        var wanted = Body.orNone(request, "file").optional("file", NAME);
        var chosen = wanted.map(file -> List.of(named(all(), file))).orElseGet(this::all);
        return Response.stream("application/x-ndjson", out -> {
            for (var backup : chosen) {
                var line = json(backup).put("wrong", backups.verify(backup).orElse(null)) + "\n";
                out.write(line.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        });
    }

    /// The backup of a name.
    ///
    /// @throws ProblemException when there is none
    static Backup named(List<Backup> all, String file) {
        return all.stream()
                .filter(backup -> name(backup).equals(file))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.invalidBody(
                        "file",
                        "there is no backup '" + file + "'",
                        all.stream().map(BackupRoutes::name).toList())));
    }

    private static String name(Backup backup) {
        return String.valueOf(backup.file().getFileName());
    }

    private Response localList() {
        return lines(everywhere().map(backup -> local(backup, Optional.empty())).toList());
    }

    private Backup made() {
        try {
            return backups.make(database);
        } catch (BackupFailedException e) {
            throw new ProblemException(
                    Problem.of(503, "backup-failed", "The backup could not be made", String.valueOf(e.getMessage())));
        }
    }

    private Response localVerify() {
        return lines(everywhere()
                .map(backup -> local(backup, backups.verify(backup)))
                .toList());
    }

    private Stream<Backup> everywhere() {
        try {
            var own = backups.ownSecond(database.head().store());
            return Stream.concat(all().stream(), (own.isEmpty() ? backups.listSecond() : own).stream());
        } catch (IOException e) {
            throw new ProblemException(Problem.of(
                    503,
                    "backup-failed",
                    "The backups in the second folder cannot be listed",
                    String.valueOf(e.getMessage())));
        }
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

    /// Where the file is concerns this machine alone.
    private static ObjectNode local(Backup backup, Optional<String> wrong) {
        return json(backup).put("file", backup.file().toString()).put("wrong", wrong.orElse(null));
    }

    private static ObjectNode json(Backup backup) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("file", name(backup)).put("made_at", backup.madeAt().toString());
        json.put("seq", backup.head().seq()).put("bytes", backup.bytes()).put("sha256", backup.sha256());
        return json.put("exploits", backup.rows("exploits"));
    }
}
