package dev.kamiyo.http;

import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.source.Import;
import dev.kamiyo.source.Ingestor;
import dev.kamiyo.source.Source;
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

    private final Ingestor ingestor;
    private final List<Source> sources;

    ImportRoutes(Ingestor ingestor, List<Source> sources) {
        this.ingestor = ingestor;
        this.sources = sources;
    }

    List<Route> routes() {
        return List.of(Route.post("/local/imports", Route.Access.LOCAL, this::run));
    }

    private Response run(Request request) {
        var json = request.json();
        var name = json.path("source").asString("");
        var source = sources.stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    var names = sources.stream().map(Source::name).toList();
                    return new ProblemException(Problem.invalidBody("source", "'" + name + "' is not a feed", names));
                });
        var location = json.path("location").asString(source.home());
        boolean dryRun = json.path("dry_run").asBoolean(false);
        return Response.stream("application/x-ndjson", out -> run(source, location, dryRun, out));
    }

    private void run(Source source, String location, boolean dryRun, OutputStream out) throws IOException {
        Import result;
        try {
            result = ingestor.run(source, location, dryRun, (done, total) -> {
                if (done % 50 == 0 || done == total) {
                    progress(out, done, total);
                }
            });
        } catch (DbFaultException e) {
            log.warn(
                    "{} from {} stopped: {}; run it again, it goes on from there",
                    source.name(),
                    location,
                    e.fault().words());
            line(out, refused(e.fault().words() + "; run it again, it goes on from there"));
            return;
        }
        line(out, summary(source, location, result));
    }

    private static ObjectNode summary(Source source, String location, Import result) {
        return switch (result) {
            case Import.Done done -> {
                var counts = done.counts();
                log.info(
                        "{} from {}: {} read, {} new, {} changed, {} unchanged, {} rejected{}",
                        source.name(),
                        location,
                        done.read(),
                        counts.added(),
                        counts.changed(),
                        counts.unchanged(),
                        done.rejected().size(),
                        done.dryRun() ? " (dry run, nothing written)" : "");
                yield done(done);
            }
            case Import.NotModified _ -> {
                log.info("{} from {}: unchanged since the last import", source.name(), location);
                yield JsonMapper.shared().createObjectNode().put("outcome", "not-modified");
            }
            case Import.Refused refused -> {
                log.warn("{} from {} not taken: {}; nothing was changed", source.name(), location, refused.why());
                yield refused(refused.why());
            }
        };
    }

    private static ObjectNode done(Import.Done done) {
        var json = JsonMapper.shared().createObjectNode().put("outcome", "done");
        json.put("dry_run", done.dryRun()).put("read", done.read());
        json.put("new", done.counts().added()).put("changed", done.counts().changed());
        json.put("unchanged", done.counts().unchanged())
                .put("rejected", done.rejected().size());
        var reasons = json.putArray("rejections");
        done.rejected().stream()
                .limit(SHOWN)
                .forEach(r -> reasons.addObject().put("position", r.position()).put("reason", r.reason()));
        return json;
    }

    private static ObjectNode refused(String why) {
        return JsonMapper.shared().createObjectNode().put("outcome", "refused").put("why", why);
    }

    /// A verb that has gone away does not end the import.
    private static void progress(OutputStream out, int done, int total) {
        try {
            line(out, JsonMapper.shared().createObjectNode().put("done", done).put("total", total));
        } catch (IOException | UncheckedIOException e) {
            log.debug("nobody listens to the progress any more", e);
        }
    }

    private static void line(OutputStream out, ObjectNode json) throws IOException {
        out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
