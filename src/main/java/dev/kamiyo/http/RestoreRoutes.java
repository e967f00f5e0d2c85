package dev.kamiyo.http;

import dev.kamiyo.backup.BackupFailedException;
import dev.kamiyo.backup.Restore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Restores for the verbs of this machine: the steps and the outcome as one JSON object a line.
final class RestoreRoutes {
    private static final Logger log = LoggerFactory.getLogger("backup");

    private final Restore restore;

    RestoreRoutes(Restore restore) {
        this.restore = restore;
    }

    List<Route> routes() {
        return List.of(Route.post("/local/restores", Route.Access.LOCAL, this::run));
    }

    private Response run(Request request) {
        var json = request.json();
        var from = json.path("from").asStringOpt().map(Path::of);
        var to = json.path("to").asStringOpt();
        boolean dryRun = json.path("dry_run").asBoolean(false);
        return Response.stream("application/x-ndjson", out -> run(from, to, dryRun, out));
    }

    private void run(Optional<Path> from, Optional<String> to, boolean dryRun, OutputStream out) throws IOException {
        ObjectNode result;
        try {
            var outcome = restore.run(from, to, dryRun, step -> step(out, step));
            if (!dryRun) {
                log.warn("the data went back to write {}; they go on as {}", outcome.target(), outcome.head());
            }
            result = json(outcome, dryRun);
        } catch (BackupFailedException e) {
            log.warn("{}", e.getMessage());
            result = JsonMapper.shared()
                    .createObjectNode()
                    .put("outcome", "refused")
                    .put("why", e.getMessage());
        }
        line(out, result);
    }

    private static ObjectNode json(Restore.Outcome outcome, boolean dryRun) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("outcome", dryRun ? "dry-run" : "done");
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
