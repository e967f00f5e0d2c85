package dev.kamiyo.http;

import dev.kamiyo.db.Database;
import dev.kamiyo.files.DiskSpace;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// The journal for the verbs of this machine: its files, and what reading them whole shows.
final class JournalRoutes {
    private final Database database;

    JournalRoutes(Database database) {
        this.database = database;
    }

    List<Route> routes() {
        return List.of(new Route(Route.Method.GET, "/local/journal", List.of(), Route.Access.LOCAL, _ -> journal()));
    }

    private Response journal() {
        try {
            var chain = database.verifyJournal();
            var json = JsonMapper.shared().createObjectNode();
            var head = database.head();
            json.put("store", head.store()).put("epoch", head.epoch()).put("seq", head.seq());
            json.put("hash", head.hash()).put("at", head.at().toString());
            var lag = json.putObject("lag");
            for (var copy : database.copies()) {
                lag.put(
                        copy.role().label(),
                        copy.head().map(h -> head.seq() - h.seq()).orElse(null));
            }
            var files = json.putArray("files");
            for (var segment : chain.segments()) {
                files.addObject()
                        .put("file", segment.file().toString())
                        .put("bytes", DiskSpace.of(segment.file()))
                        .put("after", segment.after())
                        .put("at", segment.at().toString());
            }
            var runs = json.putArray("runs");
            chain.runs()
                    .forEach(run -> runs.addObject().put("after", run.after()).put("last", run.last()));
            var harm = json.putArray("harm");
            chain.harm()
                    .forEach(found -> harm.addObject()
                            .put("file", found.file().toString())
                            .put("line", found.line())
                            .put("why", found.why()));
            return Response.json(json.toString());
        } catch (IOException e) {
            throw new ProblemException(Problem.of(
                    503, "journal-unreadable", "The journal cannot be read", String.valueOf(e.getMessage())));
        }
    }
}
