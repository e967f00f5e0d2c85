package dev.kamiyo.http;

import dev.kamiyo.db.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// Edits by hand for the verbs of this machine: listed, adopted, set aside.
final class EditRoutes {
    private static final String PATH = "/local/edits";

    private final Database database;
    private final Database.Adopted adopted;

    EditRoutes(Database database, Database.Adopted adopted) {
        this.database = database;
        this.adopted = adopted;
    }

    List<Route> routes() {
        return List.of(
                new Route(Route.Method.GET, PATH, List.of(), Route.Access.LOCAL, _ -> list()),
                Route.post(PATH, Route.Access.LOCAL, this::settle));
    }

    private Response list() {
        var text = new StringBuilder();
        try {
            for (var edit : database.handEdits()) {
                var json = JsonMapper.shared().createObjectNode();
                json.put("file", edit.file().toString()).put("at", edit.at()).put("row", edit.row());
                edit.changes().forEach(json.putArray("changes")::add);
                text.append(json).append('\n');
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return Response.of(200, "application/x-ndjson", text.toString());
    }

    private Response settle(Request request) {
        var json = request.json();
        var name = json.path("file").asString("");
        boolean discard = json.path("discard").asBoolean(false);
        try {
            var file = waiting(name);
            var answer = JsonMapper.shared().createObjectNode().put("file", file.toString());
            var left = answer.putArray("left");
            if (discard) {
                database.discard(file);
            } else {
                database.adopt(file, adopted)
                        .forEach(edit -> left.addObject().put("row", edit.row()).put("why", edit.why()));
            }
            return Response.of(200, "application/x-ndjson", answer + "\n");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Path waiting(String name) throws IOException {
        var files = database.handEdits().stream()
                .map(edit -> edit.file())
                .distinct()
                .toList();
        return files.stream()
                .filter(file -> file.toString().equals(name)
                        || String.valueOf(file.getFileName()).equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.invalidBody(
                        "file",
                        "'" + name + "' is not a file of edits that waits",
                        files.stream()
                                .map(file -> String.valueOf(file.getFileName()))
                                .toList())));
    }

    private static ProblemException unreadable(IOException e) {
        return new ProblemException(Problem.of(
                503, "edits-unreadable", "The edits cannot be read or moved", String.valueOf(e.getMessage())));
    }
}
