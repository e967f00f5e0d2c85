package dev.kamiyo.http;

import dev.kamiyo.alert.Deliveries;
import dev.kamiyo.db.Database;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages of alerts: what became of each, and sent again.
final class DeliveryRoutes {
    private static final String PATH = AlertRoutes.PATH + "/deliveries";

    private final Deliveries deliveries;
    private final Writes writes;

    DeliveryRoutes(Database database, Deliveries deliveries) {
        this.deliveries = deliveries;
        this.writes = new Writes(database);
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH, Route.Access.ADMIN, this::list, "state", "rule", "target", "limit", "cursor"),
                Route.get(PATH + "/{id}", Route.Access.ADMIN, this::one),
                Route.post(PATH + "/{id}/replay", Route.Access.ADMIN, this::replay));
    }

    private Response list(Request request) {
        var state = state(request);
        var rule = request.query().get("rule");
        var target = request.query().get("target");
        return Numbered.page(
                request,
                PATH,
                (before, limit) -> deliveries.list(state, rule, target, before, limit),
                Deliveries.Listed::number,
                (row, json) -> json.setAll(row.json()));
    }

    private static @Nullable String state(Request request) {
        var state = request.query().get("state");
        if (state != null && !Deliveries.states().contains(state)) {
            throw new ProblemException(
                    Problem.invalidParameter("state", "a value of state is not known", Deliveries.states()));
        }
        return state;
    }

    private Response one(Request request) {
        return deliveries
                .find(request.part("id"))
                .map(json -> Response.json(json.toString()))
                .orElseThrow(() -> new ProblemException(
                        Problem.notFound("id", "there is no message of this id; GET " + PATH + " lists them")));
    }

    private Response replay(Request request) {
        Body.orNone(request);
        var id = request.part("id");
        return Response.of(writes.once(
                request, "replay an alert", tx -> AlertRoutes.answer(deliveries.replay(tx, request.caller(), id))));
    }
}
