package dev.kamiyo.http;

import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.source.Extent;
import dev.kamiyo.source.Feed;
import dev.kamiyo.source.Feeds;
import dev.kamiyo.source.Import;
import dev.kamiyo.source.Order;
import dev.kamiyo.source.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Imports for the verbs of this machine: progress and the summary as one JSON object a line.
final class ImportRoutes {
    private static final Logger log = LoggerFactory.getLogger("import");
    private static final int SHOWN = 100;

    private final Feeds feeds;

    ImportRoutes(Feeds feeds) {
        this.feeds = feeds;
    }

    List<Route> routes() {
        return List.of(Route.post("/local/imports", Route.Access.LOCAL, this::run));
    }

    private Response run(Request request) {
        var json = request.json();
        var name = json.path("source").asString("");
        var feed = feeds.find(name).orElseThrow(() -> {
            var names = feeds.all().stream().map(Feed::name).toList();
            return new ProblemException(Problem.invalidBody("source", "'" + name + "' is not a feed", names));
        });
        var location = json.path("location").asString(feed.location());
        if (location.isEmpty()) {
            throw new ProblemException(Problem.invalidBody(
                    "location", name + " is published nowhere; " + feed.source().accepts() + " is due", null));
        }
        var order = new Order(
                location,
                json.path("all").asBoolean(false) ? Extent.ALL : Extent.NEWEST,
                json.path("dry_run").asBoolean(false),
                json.path("accept_drift").asBoolean(false));
        return Response.stream("application/x-ndjson", out -> run(feed, order, out));
    }

    private void run(Feed feed, Order order, OutputStream out) throws IOException {
        Import result;
        try {
            result = feeds.run(feed, order, new Lines(out));
        } catch (DbFaultException e) {
            log.warn(
                    "{} from {} stopped: {}; run it again, it goes on from there",
                    feed.name(),
                    order.location(),
                    e.fault().words());
            line(out, refused(e.fault().words() + "; run it again, it goes on from there"));
            return;
        }
        line(out, summary(result));
    }

    private static ObjectNode summary(Import result) {
        return switch (result) {
            case Import.Done done -> done(done);
            case Import.NotModified _ -> JsonMapper.shared().createObjectNode().put("outcome", "not-modified");
            case Import.Refused refused -> refused(refused.why());
            case Import.Drifted drifted ->
                JsonMapper.shared().createObjectNode().put("outcome", "drifted").put("why", drifted.why());
        };
    }

    /// Tells a verb how far it is. One that has gone away does not end the import.
    private record Lines(OutputStream out) implements Progress {
        @Override
        public void at(int done, int total) {
            if (done % 50 == 0 || done == total) {
                tell(JsonMapper.shared().createObjectNode().put("done", done).put("total", total));
            }
        }

        @Override
        public void page(int number) {
            tell(JsonMapper.shared().createObjectNode().put("page", number));
        }

        private void tell(ObjectNode json) {
            try {
                line(out, json);
            } catch (IOException | UncheckedIOException e) {
                log.debug("nobody listens to the progress any more", e);
            }
        }
    }

    private static ObjectNode done(Import.Done done) {
        var json = JsonMapper.shared().createObjectNode().put("outcome", "done");
        json.put("dry_run", done.dryRun()).put("read", done.read());
        json.put("new", done.counts().added()).put("changed", done.counts().changed());
        json.put("unchanged", done.counts().unchanged())
                .put("rejected", done.rejected().size());
        json.put("withdrawn", done.withdrawal().claims())
                .put("missing", done.withdrawal().left().orElse(null));
        var reasons = json.putArray("rejections");
        done.rejected().stream()
                .limit(SHOWN)
                .forEach(r -> reasons.addObject().put("position", r.position()).put("reason", r.reason()));
        return json;
    }

    private static ObjectNode refused(String why) {
        return JsonMapper.shared().createObjectNode().put("outcome", "refused").put("why", why);
    }

    private static void line(OutputStream out, ObjectNode json) throws IOException {
        out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
