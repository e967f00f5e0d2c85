package dev.kamiyo.http;

import dev.kamiyo.access.AuditStore;
import dev.kamiyo.access.IdempotencyStore.Answer;
import dev.kamiyo.db.Database;
import dev.kamiyo.drill.Drills;
import dev.kamiyo.drill.Fault;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Drills on a copy of the data, for admins; on the running service itself they are held on the machine alone.
final class DrillRoutes {
    private static final String PATH = "/api/v1/drills";
    private static final String BEGIN = "begin drill";
    private static final String ALL = "all";

    private final Drills drills;
    private final Writes writes;
    private final AuditStore audit = new AuditStore();
    private final ReentrantLock oneAtATime = new ReentrantLock();

    DrillRoutes(Drills drills, Database database) {
        this.drills = drills;
        this.writes = new Writes(database);
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        PATH,
                        Route.Access.ADMIN,
                        _ -> Response.json(drills.json().toString()).with("Cache-Control", "no-store")),
                Route.post(PATH, Route.Access.ADMIN, this::begin));
    }

    private Response begin(Request request) {
        var wanted = Body.of(request, "fault")
                .choice(
                        "fault",
                        Stream.concat(Stream.of(ALL), Fault.labels().stream()).toList());
        var faults = Fault.of(wanted).map(List::of).orElseGet(() -> List.of(Fault.values()));
        oneAtATime.lock();
        try {
            return Response.of(writes.earlier(request, BEGIN).orElseGet(() -> begin(request, wanted, faults)));
        } finally {
            oneAtATime.unlock();
        }
    }

    private Answer begin(Request request, String wanted, List<Fault> faults) {
        drills.obstacle().ifPresent(why -> {
            throw new ProblemException(Problem.conflict("no drill can begin now: " + why));
        });
        var body = JsonMapper.shared().createObjectNode().put("fault", wanted).put("of", faults.size());
        var answer = writes.once(request, BEGIN, tx -> {
            audit.put(tx, request.caller().name(), BEGIN, wanted, null, "{}");
            return new Answer(202, wanted, body.toString());
        });
        drills.begin(faults);
        return answer;
    }
}
