package dev.kamiyo.http;

import dev.kamiyo.access.AuditStore;
import dev.kamiyo.access.IdempotencyStore.Answer;
import dev.kamiyo.backup.BackupFailedException;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Restores, for the verbs of this machine and for admins: the steps and the outcome as one JSON object a line.
final class RestoreRoutes {
    private static final Logger log = LoggerFactory.getLogger("backup");
    private static final String TYPE = "application/x-ndjson";
    private static final String RESTORE = "restore";
    private static final String DONE = "done";
    private static final int NAME = 200;

    private final Restore restore;
    private final BackupStore backups;
    private final Database database;
    private final Writes writes;
    private final AuditStore audit = new AuditStore();
    private final ReentrantLock oneAtATime = new ReentrantLock();

    RestoreRoutes(Restore restore, BackupStore backups, Database database) {
        this.restore = restore;
        this.backups = backups;
        this.database = database;
        this.writes = new Writes(database);
    }

    List<Route> routes() {
        return List.of(
                Route.post("/local/restores", Route.Access.LOCAL, this::local),
                Route.post("/api/v1/restores", Route.Access.ADMIN, this::restore));
    }

    private record Wanted(Optional<Path> from, Optional<String> to, boolean dryRun) {}

    /// From a backup of the list, to a write or a time. That it is begun and that it is done stand in the audit log,
    /// which no restore takes back.
    private Response restore(Request request) {
        var body = Body.of(request, "file", "to", "dry_run", "reason");
        var from = body.optional("file", NAME).map(this::backup);
        var to = body.optional("to", 40);
        if (from.isEmpty() && to.isEmpty()) {
            throw new ProblemException(Problem.invalidBody("to", "to or file is required", null));
        }
        if (!to.map(Restore::isPlace).orElse(true)) {
            throw new ProblemException(Problem.invalidBody(
                    "to", "to is the number of a write, a day (2026-01-31) or a time (2026-01-31T12:00:00Z)", null));
        }
        var dryRun = body.json().path("dry_run");
        if (!dryRun.isMissingNode() && !dryRun.isBoolean()) {
            throw new ProblemException(Problem.invalidBody("dry_run", "dry_run is true or false", null));
        }
        var wanted = new Wanted(from, to, dryRun.asBoolean(false));
        if (wanted.dryRun) {
            body.optional("reason", Body.REASON);
            return Response.stream(TYPE, out -> line(out, run(wanted, out)));
        }
        var reason = body.text("reason", Body.REASON);
        if (writes.earlier(request, RESTORE).isEmpty()) {
            var place = to.orElseGet(
                    () -> String.valueOf(from.map(Path::getFileName).orElseThrow()));
            database.write(tx -> {
                audit.put(tx, request.caller().name(), "begin restore", place, reason, "{}");
                return place;
            });
        }
        return Response.stream(TYPE, out -> line(out, once(request, wanted, reason, out)));
    }

    /// Goes back once for a key, also when the repeat comes while the first is under way.
    private ObjectNode once(Request request, Wanted wanted, String reason, OutputStream out) {
        oneAtATime.lock();
        try {
            var earlier = writes.earlier(request, RESTORE);
            if (earlier.isPresent()) {
                return (ObjectNode) JsonMapper.shared().readTree(earlier.get().body());
            }
            var result = run(wanted, out);
            if (result.path("outcome").asString("").equals(DONE)) {
                var target = result.path("target").asString("");
                writes.once(request, RESTORE, tx -> {
                    audit.put(tx, request.caller().name(), RESTORE, target, reason, result.toString());
                    return new Answer(200, target, result.toString());
                });
            }
            return result;
        } finally {
            oneAtATime.unlock();
        }
    }

    private Path backup(String file) {
        try {
            return BackupRoutes.named(backups.list(), file).file();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(503, "backup-failed", "The backups cannot be listed", String.valueOf(e.getMessage())));
        }
    }

    private Response local(Request request) {
        var json = request.json();
        var from = json.path("from").asStringOpt().map(Path::of);
        var to = json.path("to").asStringOpt();
        boolean dryRun = json.path("dry_run").asBoolean(false);
        return Response.stream(TYPE, out -> line(out, run(new Wanted(from, to, dryRun), out)));
    }

    /// What came of it, which is the last line.
    private ObjectNode run(Wanted wanted, OutputStream out) {
        try {
            var outcome = restore.run(wanted.from, wanted.to, wanted.dryRun, step -> step(out, step));
            if (!wanted.dryRun) {
                log.warn("the data went back to write {}; they go on as {}", outcome.target(), outcome.head());
            }
            return json(outcome, wanted.dryRun);
        } catch (BackupFailedException e) {
            log.warn("{}", e.getMessage());
            return JsonMapper.shared()
                    .createObjectNode()
                    .put("outcome", "refused")
                    .put("why", e.getMessage());
        }
    }

    private static ObjectNode json(Restore.Outcome outcome, boolean dryRun) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("outcome", dryRun ? "dry-run" : DONE);
        json.put("base", outcome.base().toString());
        json.put("target", outcome.target().toString())
                .put("target_seq", outcome.target().seq());
        json.put("target_at", outcome.target().at().toString());
        json.put("head", outcome.head().toString());
        var tables = json.putArray("tables");
        outcome.differences()
                .forEach(difference -> tables.addObject()
                        .put("table", difference.table())
                        .put("gained", difference.gained())
                        .put("lost", difference.lost())
                        .put("changed", difference.changed()));
        return json;
    }

    /// A verb that has gone away does not end the restore.
    private static void step(OutputStream out, String step) {
        try {
            line(out, JsonMapper.shared().createObjectNode().put("step", step));
        } catch (IOException | UncheckedIOException e) {
            log.debug("nobody listens to the steps any more", e);
        }
    }

    private static void line(OutputStream out, ObjectNode json) throws IOException {
        out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
