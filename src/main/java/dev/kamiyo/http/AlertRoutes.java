package dev.kamiyo.http;

import dev.kamiyo.access.IdempotencyStore.Answer;
import dev.kamiyo.alert.Alerts;
import dev.kamiyo.alert.InvalidAlertException;
import dev.kamiyo.alert.Told;
import dev.kamiyo.db.Command;
import dev.kamiyo.db.Database;
import dev.kamiyo.search.View;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Alerts: targets and rules, kept, tried and removed by admins.
final class AlertRoutes {
    static final String PATH = "/api/v1/alerts";

    private static final String TARGETS = PATH + "/targets";
    private static final String RULES = PATH + "/rules";
    private static final int MOST = 1_000;
    private static final int DEFAULT = 100;

    private final Alerts alerts;
    private final Writes writes;

    AlertRoutes(Database database, Alerts alerts) {
        this.alerts = alerts;
        this.writes = new Writes(database);
    }

    List<Route> routes() {
        return List.of(
                Route.get(TARGETS, Route.Access.ADMIN, _ -> list(alerts.targets())),
                Route.post(TARGETS, Route.Access.ADMIN, this::keepTarget),
                Route.post(TARGETS + "/{name}/test", Route.Access.ADMIN, this::test),
                Route.post(TARGETS + "/{name}/replay", Route.Access.ADMIN, this::replay),
                Route.post(TARGETS + "/{name}/remove", Route.Access.ADMIN, this::removeTarget),
                Route.get(RULES, Route.Access.ADMIN, _ -> list(alerts.rules())),
                Route.post(RULES, Route.Access.ADMIN, this::keepRule),
                Route.get(RULES + "/{name}/matches", Route.Access.ADMIN, this::matches, "limit", "cursor"),
                Route.post(RULES + "/{name}/remove", Route.Access.ADMIN, this::removeRule));
    }

    private static Response list(List<ObjectNode> all) {
        return Response.json(JsonMapper.shared().createArrayNode().addAll(all).toString());
    }

    /// A secret that was made is told once: it is neither kept where answers are nor told again to a repeat.
    private Response keepTarget(Request request) {
        var draft = draft(request);
        var first = new boolean[1];
        var answer = writes.once(request, "keep an alert target", tx -> {
            first[0] = true;
            return answer(alerts.keep(tx, request.caller(), draft));
        });
        var json = (ObjectNode) JsonMapper.shared().readTree(answer.body());
        draft.secret().ifPresent(secret -> json.put("secret", first[0] ? secret : null));
        return Response.of(answer.status(), "application/json", json.toString());
    }

    private Alerts.Draft draft(Request request) {
        try {
            return alerts.draft(object(request));
        } catch (InvalidAlertException e) {
            throw invalid(e);
        } catch (IOException e) {
            throw new ProblemException(Problem.of(
                    503,
                    "alert-key-unusable",
                    "The key that targets are encrypted with cannot be used",
                    String.valueOf(e.getMessage())));
        }
    }

    private Response keepRule(Request request) {
        try {
            var rule = alerts.rule(object(request));
            return done(request, "keep an alert rule", tx -> answer(alerts.keep(tx, request.caller(), rule)));
        } catch (InvalidAlertException e) {
            throw invalid(e);
        }
    }

    private Response matches(Request request) {
        int limit = request.number("limit", 1, MOST, DEFAULT);
        var after = Views.cursor(request, View.ALL);
        try {
            var page = alerts.matches(request.part("name"), after, limit).orElseThrow(AlertRoutes::nothing);
            var response = Response.json("[" + String.join(",", page.exploits()) + "]");
            return page.next()
                    .map(next -> response.with(
                            "Link",
                            "<" + RULES + "/" + request.part("name") + "/matches" + Views.next(request, next.encode())
                                    + ">; rel=\"next\""))
                    .orElse(response);
        } catch (InvalidAlertException e) {
            throw conflict("the rule cannot be asked any more: " + e.why() + "; write it anew");
        }
    }

    private static ObjectNode object(Request request) {
        if (request.json() instanceof ObjectNode object) {
            return object;
        }
        throw new ProblemException(Problem.invalidBody("", "a JSON object is due", null));
    }

    private static ProblemException invalid(InvalidAlertException e) {
        return new ProblemException(Problem.invalidBody(e.member(), e.why(), e.allowed()));
    }

    private Response removeTarget(Request request) {
        var reason =
                Body.orNone(request, "reason").optional("reason", Body.REASON).orElse(null);
        return done(
                request,
                "remove an alert target",
                tx -> answer(alerts.removeTarget(tx, request.caller(), request.part("name"), reason)));
    }

    private Response removeRule(Request request) {
        var reason =
                Body.orNone(request, "reason").optional("reason", Body.REASON).orElse(null);
        return done(
                request,
                "remove an alert rule",
                tx -> answer(alerts.removeRule(tx, request.caller(), request.part("name"), reason)));
    }

    private Response replay(Request request) {
        Body.orNone(request);
        return done(
                request,
                "replay alerts of a target",
                tx -> answer(alerts.deliveries().replayAll(tx, request.caller(), request.part("name"))));
    }

    private Response test(Request request) {
        Body.orNone(request);
        try {
            return alerts.test(request.caller(), request.part("name"))
                    .map(json -> Response.json(json.toString()))
                    .orElseThrow(AlertRoutes::nothing);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    Problem.of(503, "overloaded", "The service is busy", "the service stops just now"));
        }
    }

    private Response done(Request request, String kind, Command<Answer> work) {
        return Response.of(writes.once(request, kind, work));
    }

    /// @throws ProblemException when it was refused
    static Answer answer(Told told) {
        return switch (told) {
            case Told.Done(var made, var json) -> new Answer(made ? 201 : 200, null, json.toString());
            case Told.Nothing() -> throw nothing();
            case Told.NoTarget(var name, var known) ->
                throw new ProblemException(Problem.invalidBody("targets", "there is no target '" + name + "'", known));
            case Told.Needed(var rules) ->
                throw conflict("rules send to it: " + String.join(", ", rules) + "; change or remove them first");
            case Told.OnItsWay() -> throw conflict("it is still on its way; only what has ended can be sent again");
            case Told.Full(var most) -> throw conflict("there are " + most + " already; no more are taken");
        };
    }

    private static ProblemException nothing() {
        return new ProblemException(Problem.notFound("there is nothing of this name; GET " + PATH + "/targets, /rules"
                + " and /deliveries list what there is"));
    }

    private static ProblemException conflict(String detail) {
        return new ProblemException(Problem.conflict(detail));
    }
}
