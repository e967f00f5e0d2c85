package dev.kamiyo.http;

import dev.kamiyo.access.Caller;
import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.ChangeStore;
import dev.kamiyo.exploit.ChangeStore.Change;
import dev.kamiyo.exploit.ClaimStore;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.KeptClaim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What sources say of an exploit, and what became of it.
final class HistoryRoutes {
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Database database;
    private final ExploitStore exploits;
    private final ClaimStore claims = new ClaimStore();
    private final ChangeStore changes = new ChangeStore();

    HistoryRoutes(Database database, ExploitStore exploits) {
        this.database = database;
        this.exploits = exploits;
    }

    List<Route> routes() {
        return List.of(
                Route.get(ExploitRoutes.LIST + "/{id}/claims", this::claims),
                Route.get(ExploitRoutes.LIST + "/{id}/history", this::history, "limit", "cursor"));
    }

    private Response claims(Request request) {
        var id = Ids.parse(request.part("id"), "id");
        boolean raw = !(request.caller() instanceof Caller.Anonymous);
        return database.read(reader -> exploits.successor(reader, id)
                        .map(successor -> Ids.moved(id, successor, "/claims"))
                        .or(() -> exploits.find(reader, id).map(_ -> Response.json(array(claims.of(reader, id), raw)))))
                .orElseThrow(() -> Ids.unknown(id));
    }

    private static String array(List<KeptClaim> claims, boolean raw) {
        var array = EXACT.createArrayNode();
        for (var claim : claims) {
            var json = array.addObject();
            json.put("source", claim.id().source()).put("native_id", claim.id().nativeId());
            json.put("url", claim.url());
            json.set("facts", EXACT.readTree(claim.facts()));
            json.put("first_seen_at", claim.firstSeen().toString());
            json.put("modified_at", claim.modified().toString());
            var withdrawn = claim.withdrawn();
            json.put("withdrawn_at", withdrawn == null ? null : withdrawn.toString());
            if (raw) {
                json.put("raw", claim.raw());
            }
        }
        return array.toString();
    }

    /// Its own also when another exploit took it over: what it was before stands nowhere else.
    private Response history(Request request) {
        var id = Ids.parse(request.part("id"), "id");
        var successor = database.read(reader -> exploits.successor(reader, id));
        var response = Numbered.page(
                request,
                path(id),
                (before, limit) -> database.read(reader -> {
                            // one more than is shown, to compare the last one with
                            var found = changes.of(reader, id, before, limit + 1);
                            return exploits.find(reader, id).map(_ -> steps(found, limit));
                        })
                        .orElseThrow(() -> Ids.unknown(id)),
                step -> step.change.seq(),
                HistoryRoutes::write);
        return successor
                .map(other -> response.linked(path(other), "successor-version"))
                .orElse(response);
    }

    private static String path(ExploitId id) {
        return ExploitRoutes.LIST + "/" + id + "/history";
    }

    /// A change and the one before it.
    private record Step(Change change, @Nullable Change before) {}

    private static List<Step> steps(List<Change> changes, int limit) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < Math.min(limit, changes.size()); i++) {
            steps.add(new Step(changes.get(i), i + 1 < changes.size() ? changes.get(i + 1) : null));
        }
        return steps;
    }

    private static void write(Step step, ObjectNode json) {
        var now = EXACT.readTree(step.change.json());
        json.put("seq", step.change.seq()).put("kind", step.change.kind()).put("at", step.change.at());
        var changed = json.putArray("changed");
        if (step.before != null) {
            step.change.differing(step.before).forEach(changed::add);
        }
        json.set("exploit", now);
    }
}
