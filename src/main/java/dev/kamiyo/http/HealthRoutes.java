package dev.kamiyo.http;

import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFault;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Reader;
import dev.kamiyo.guardian.Guardian;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Whether the service lives, can answer, and what state its primary is in.
final class HealthRoutes {
    private final Database database;
    private final Guardian guardian;
    private final Restore restore;

    HealthRoutes(Database database, Guardian guardian, Restore restore) {
        this.database = database;
        this.guardian = guardian;
        this.restore = restore;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/health", Route.Access.OPEN, _ -> health()),
                Route.get("/health/live", Route.Access.OPEN, _ -> fresh(Response.json("{\"status\":\"live\"}"))),
                Route.get("/health/ready", Route.Access.OPEN, _ -> ready()));
    }

    private Response health() {
        return fresh(guardian.fault().map(this::degraded).orElseGet(this::healthy));
    }

    private Response healthy() {
        var json = JsonMapper.shared().createObjectNode();
        json.put("status", "healthy").put("database", "connected");
        restoring(json);
        return Response.json(json.toString());
    }

    private void restoring(ObjectNode json) {
        restore.goingTo().ifPresent(seq -> json.put("restoring", seq));
    }

    /// Reads are tried in earnest: readiness is about readers, not about the file.
    private Response ready() {
        try {
            database.read(Reader::seq);
            return fresh(Response.json("{\"status\":\"ready\"}"));
        } catch (DbFaultException e) {
            return fresh(unhealthy(e.fault()));
        }
    }

    /// The primary is out, and what that means for readers.
    private Response degraded(DbFault fault) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("status", "degraded").put("database", "disconnected").put("reason", fault.words());
        json.put("reads", readsFrom());
        restoring(json);
        guardian.incident().ifPresent(incident -> json.put("incident", incident.id()));
        return Response.of(503, "application/json", json.toString());
    }

    private String readsFrom() {
        try {
            return database.ask(Reader::seq).origin().from();
        } catch (DbFaultException _) {
            return "nothing";
        }
    }

    private static Response unhealthy(DbFault fault) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("status", "unhealthy").put("database", "disconnected").put("reason", fault.words());
        return Response.of(503, "application/json", json.toString());
    }

    private static Response fresh(Response response) {
        return response.with("Cache-Control", "no-store");
    }
}
