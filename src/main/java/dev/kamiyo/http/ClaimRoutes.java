package dev.kamiyo.http;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.InvalidExploitException;
import dev.kamiyo.exploit.References;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.merge.SubmissionStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a team's own programs report.
final class ClaimRoutes {
    /// Before the names of such sources, so that none is ever that of a feed.
    private static final String TEAM = "team:";

    private final Database database;
    private final SubmissionStore submissions;
    private final ExploitJson parser;

    ClaimRoutes(Database database, ExploitStore exploits, MergeStore merges, ExploitJson parser) {
        this.database = database;
        this.submissions = new SubmissionStore(exploits, merges);
        this.parser = parser;
    }

    List<Route> routes() {
        return List.of(Route.post("/api/v1/claims", Route.Access.WRITE, this::report));
    }

    private Response report(Request request) {
        var body = Body.of(request, "source", "native_id", "url", "exploit");
        var source = body.text("source", 40);
        if (!source.matches("[a-z0-9][a-z0-9-]*")) {
            throw new ProblemException(Problem.invalidBody(
                    "source", "source is the name of your program: small letters, digits and dashes", null));
        }
        var nativeId = body.text("native_id", 200);
        var url = url(body);
        var json = body.need("exploit");
        Facts facts;
        try {
            facts = parser.read(json);
        } catch (InvalidExploitException e) {
            var member = e.member().isEmpty() ? "exploit" : "exploit." + e.member();
            throw new ProblemException(Problem.invalidBody(member, e.why(), e.allowed()));
        }
        var claim = new Claim(TEAM + source, nativeId, url, facts, json.toString());
        var key = Writes.key(request);
        var caller = request.caller().name();
        return Submissions.answer(database.write(tx -> submissions.report(tx, caller, key, claim)));
    }

    private static @Nullable String url(Body body) {
        var text = body.optional("url", 2_048);
        if (text.isEmpty()) {
            return null;
        }
        return References.parse(text.get())
                .orElseThrow(() ->
                        new ProblemException(Problem.invalidBody("url", "url is an absolute http or https URL", null)));
    }
}
