package dev.kamiyo.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An import as a verb asks for it and tells of it.
final class ImportReport {
    private final String feed;
    private final @Nullable String location;
    private final ObjectNode request;

    /// @param location where to read the feed; null for where it is read on schedule
    ImportReport(String feed, @Nullable String location) {
        this.feed = feed;
        this.location = location;
        this.request = JsonMapper.shared().createObjectNode().put("source", feed);
        if (location != null) {
            request.put("location", absolute(location));
        }
    }

    /// The service has a working folder of its own.
    private static String absolute(String location) {
        return location.contains("://")
                ? location
                : Path.of(location).toAbsolutePath().normalize().toString();
    }

    /// Asks for something special.
    ImportReport with(String wish, boolean wanted) {
        request.put(wish, wanted);
        return this;
    }

    /// Runs the import, shows how far it is, and prints how it ended.
    ///
    /// @return the exit code
    /// @throws FailedException when nothing was imported
    int run(LocalConnection connection, PrintWriter out, PrintWriter err) {
        var bar = new ProgressBar(err, Boolean.getBoolean("kamiyo.terminal"));
        var result = new JsonNode[1];
        connection.post("/local/imports", request, line -> {
            if (line.has("total")) {
                bar.at(line.get("done").asInt(), line.get("total").asInt());
            } else if (line.has("page")) {
                bar.page(line.get("page").asInt());
            } else {
                result[0] = line;
            }
        });
        bar.end();
        return print(out, result[0]);
    }

    private int print(PrintWriter out, @Nullable JsonNode result) {
        if (result == null) {
            throw new FailedException("the service stopped before the import was done; run it again, it goes on");
        }
        return switch (result.path("outcome").asString("")) {
            case "done" -> {
                done(out, result);
                yield 0;
            }
            case "not-modified" -> {
                out.println(feed + ": unchanged since the last import from there");
                yield 0;
            }
            case "drifted" ->
                throw new FailedException(feed + " not imported, its form has changed: "
                        + result.path("why").asString("")
                        + "; nothing was changed; if it is right so, run 'kamiyo fetch " + feed
                        + (location == null ? "" : " --from " + location) + " --accept-drift'");
            default ->
                throw new FailedException(
                        feed + " not imported: " + result.path("why").asString("") + "; nothing was changed");
        };
    }

    private void done(PrintWriter out, JsonNode result) {
        out.printf(
                "%s: %,d read, %,d new, %,d changed, %,d unchanged, %,d rejected%s%n",
                feed,
                result.path("read").asInt(),
                result.path("new").asInt(),
                result.path("changed").asInt(),
                result.path("unchanged").asInt(),
                result.path("rejected").asInt(),
                result.path("dry_run").asBoolean(false) ? " (dry run: nothing was written)" : "");
        if (result.path("withdrawn").asInt() > 0) {
            out.printf(
                    "  %,d claims that it says no more are withdrawn%n",
                    result.path("withdrawn").asInt());
        }
        if (result.path("missing").isString()) {
            out.println("  " + result.path("missing").asString());
        }
        for (var rejection : result.path("rejections")) {
            out.println("  rejected " + rejection.path("position").asString("") + ": "
                    + rejection.path("reason").asString(""));
        }
        int hidden = result.path("rejected").asInt() - result.path("rejections").size();
        if (hidden > 0) {
            out.println("  … and " + hidden + " more");
        }
        out.flush();
    }
}
