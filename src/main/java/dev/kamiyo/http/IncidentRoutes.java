package dev.kamiyo.http;

import dev.kamiyo.guardian.Guardian;
import java.util.List;

/// The incidents: all of them in short with the last 90 days, and one as a whole.
final class IncidentRoutes {
    private final Guardian guardian;

    IncidentRoutes(Guardian guardian) {
        this.guardian = guardian;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/incidents", _ -> list()),
                Route.get("/api/v1/incidents/{id}", request -> one(request.part("id"))));
    }

    private Response list() {
        return Response.json(guardian.history().json().toString()).with("Cache-Control", "no-store");
    }

    private Response one(String id) {
        return guardian.incidents().stream()
                .filter(incident -> incident.id().equals(id))
                .findFirst()
                .map(incident -> Response.json(incident.report().toString()).with("Cache-Control", "no-store"))
                .orElseThrow(() -> new ProblemException(
                        Problem.notFound("there is no incident '" + id + "'; GET /api/v1/incidents lists them")));
    }
}
