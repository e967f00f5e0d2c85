package dev.kamiyo.http;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.InvalidExploitException;
import dev.kamiyo.merge.CorrectionStore;
import dev.kamiyo.merge.CorrectionStore.State;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Corrections of fields: proposed, listed, and approved, rejected or undone.
final class CorrectionRoutes {
    private static final String PATH = "/api/v1/corrections";
    private static final List<String> VERDICTS = List.of("approve", "reject", "undo");

    private final Database database;
    private final Writes writes;
    private final CorrectionStore corrections;
    private final ExploitJson parser;

    CorrectionRoutes(Database database, CorrectionStore corrections, ExploitJson parser) {
        this.database = database;
        this.writes = new Writes(database);
        this.corrections = corrections;
        this.parser = parser;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH, Route.Access.WRITE, this::list, "limit", "cursor"),
                Route.post(PATH, Route.Access.WRITE, this::propose),
                Route.post(PATH + "/{number}", Route.Access.ADMIN, this::decide));
    }

    private Response list(Request request) {
        return Numbered.page(
                request,
                PATH,
                (before, limit) -> database.read(reader -> corrections.list(reader, before, limit)),
                CorrectionStore.Correction::number,
                CorrectionRoutes::write);
    }

    private static void write(CorrectionStore.Correction correction, ObjectNode json) {
        json.put("number", correction.number())
                .put("exploit", correction.exploit().text());
        json.set("fields", JsonMapper.shared().readTree(correction.fields()));
        json.put("reason", correction.reason()).put("author", correction.author());
        json.put("proposed_at", correction.proposedAt());
        json.put("state", correction.state().label());
        json.put("decided_by", correction.decidedBy()).put("decided_at", correction.decidedAt());
    }

    private Response propose(Request request) {
        var body = Body.of(request, "exploit", "fields", "reason");
        var id = body.text("exploit", 40);
        if (!ExploitId.isId(id)) {
            throw new ProblemException(Problem.invalidBody("exploit", "ids look like KYM-2022-00031", null));
        }
        if (!(body.need("fields") instanceof ObjectNode fields) || fields.isEmpty()) {
            throw new ProblemException(Problem.invalidBody(
                    "fields", "fields is an object with members of an exploit and their right values", null));
        }
        var reason = body.text("reason", Body.REASON);
        check(fields);
        return Response.of(writes.once(
                request,
                "propose a correction",
                tx -> Outcomes.answer(corrections.propose(
                        tx, Outcomes.person(request), new ExploitId(id), fields, reason, this::reading))));
    }

    private Response decide(Request request) {
        var body = Body.of(request, "verdict", "reason");
        var text = request.part("number");
        if (!text.matches("\\d{1,18}")) {
            throw new ProblemException(Problem.invalidParameter("number", "a correction has a whole number"));
        }
        var to =
                switch (body.choice("verdict", VERDICTS)) {
                    case "approve" -> State.APPROVED;
                    case "reject" -> State.REJECTED;
                    default -> State.UNDONE;
                };
        var reason = body.text("reason", Body.REASON);
        return Response.of(writes.once(
                request,
                "decide a correction",
                tx -> Outcomes.answer(corrections.decide(
                        tx, Outcomes.person(request), Long.parseLong(text), to, reason, this::reading))));
    }

    /// @throws ProblemException for the first member that cannot be taken
    private void check(ObjectNode fields) {
        try {
            parser.readFields(fields, "a title");
        } catch (InvalidExploitException e) {
            throw new ProblemException(Problem.invalidBody("fields." + e.member(), e.why(), e.allowed()));
        }
    }

    private Facts reading(String fields, String title) {
        try {
            return parser.readFields((ObjectNode) JsonMapper.shared().readTree(fields), title);
        } catch (InvalidExploitException e) {
            throw new ProblemException(
                    Problem.conflict("the correction cannot be taken as it is: " + e.member() + ": " + e.why()));
        }
    }
}
