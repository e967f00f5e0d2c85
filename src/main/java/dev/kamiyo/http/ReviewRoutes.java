package dev.kamiyo.http;

import dev.kamiyo.access.AuditStore;
import dev.kamiyo.db.Command;
import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.merge.Moderation;
import dev.kamiyo.merge.Outcome;
import dev.kamiyo.merge.Person;
import dev.kamiyo.merge.ReviewStore;
import dev.kamiyo.merge.Verdict;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Pairs that may be one exploit, what is decided of them, and the audit log.
final class ReviewRoutes {
    private static final String REVIEWS = "/api/v1/reviews";
    private static final String DECISIONS = "/api/v1/decisions";
    private static final String AUDIT = "/api/v1/audit";
    private static final List<String> ACTIONS = List.of("same", "not-same", "unmerge", "undo");
    private static final int MOST = 20;

    private final Database database;
    private final Writes writes;
    private final Moderation moderation;
    private final ReviewStore reviews = new ReviewStore();
    private final AuditStore audit = new AuditStore();

    ReviewRoutes(Database database, ExploitStore exploits, MergeStore merges) {
        this.database = database;
        this.writes = new Writes(database);
        this.moderation = new Moderation(exploits, merges);
    }

    List<Route> routes() {
        return List.of(
                Route.get(REVIEWS, Route.Access.WRITE, this::reviews, "limit", "cursor"),
                Route.post(DECISIONS, Route.Access.WRITE, this::decide),
                Route.get(AUDIT, Route.Access.ADMIN, this::audit, "limit", "cursor"));
    }

    private Response reviews(Request request) {
        return Numbered.page(
                request,
                REVIEWS,
                (before, limit) -> database.read(reader -> reviews.open(reader, before, limit)),
                ReviewStore.Review::number,
                ReviewRoutes::write);
    }

    private static void write(ReviewStore.Review review, ObjectNode json) {
        json.put("number", review.number());
        var claims = json.putArray("claims");
        write(review.one(), review.exploit(), claims.addObject());
        write(review.other(), review.otherExploit(), claims.addObject());
        json.put("why", review.why()).put("proposal", review.proposal());
        json.put("proposed_by", review.proposedBy()).put("reason", review.reason());
        json.put("at", review.at());
    }

    private static void write(ClaimId claim, ExploitId exploit, ObjectNode json) {
        json.put("exploit", exploit.text()).put("source", claim.source()).put("native_id", claim.nativeId());
    }

    private Response decide(Request request) {
        var body = Body.of(request, "decision", "exploits", "claim", "number", "reason");
        var person = Outcomes.person(request);
        var action = body.choice("decision", ACTIONS);
        var reason = body.text("reason", Body.REASON);
        var decision = decision(body, action, person, reason);
        return Response.of(writes.once(request, "decide", tx -> Outcomes.answer(decision.run(tx))));
    }

    private Command<Outcome> decision(Body body, String action, Person person, String reason) {
        if (action.equals("unmerge")) {
            var claim = claim(body);
            return tx -> moderation.unmerge(tx, person, claim, reason);
        }
        if (action.equals("undo")) {
            long number = body.number("number");
            return tx -> moderation.undo(tx, person, number, reason);
        }
        var ids = body.texts("exploits", 2, MOST).stream().map(ReviewRoutes::id).toList();
        var verdict = action.equals("same") ? Verdict.SAME : Verdict.NOT_SAME;
        return tx -> moderation.decide(tx, person, ids, verdict, reason);
    }

    private static ExploitId id(String text) {
        if (!ExploitId.isId(text)) {
            throw new ProblemException(Problem.invalidBody("exploits", "ids look like KYM-2022-00031", null));
        }
        return new ExploitId(text);
    }

    private static ClaimId claim(Body body) {
        if (!(body.need("claim") instanceof ObjectNode object)) {
            throw new ProblemException(
                    Problem.invalidBody("claim", "claim is an object with source and native_id", null));
        }
        var claim = new Body(object);
        return new ClaimId(claim.text("source", 200), claim.text("native_id", 500));
    }

    private Response audit(Request request) {
        return Numbered.page(
                request,
                AUDIT,
                (before, limit) -> database.read(reader -> audit.list(reader, before, limit)),
                AuditStore.Act::number,
                ReviewRoutes::write);
    }

    private static void write(AuditStore.Act act, ObjectNode json) {
        json.put("number", act.number()).put("at", act.at()).put("actor", act.actor());
        json.put("action", act.action()).put("subject", act.subject()).put("reason", act.reason());
        json.set("detail", JsonMapper.shared().readTree(act.detail()));
    }
}
