package dev.kamiyo.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `kamiyo import`: brings a feed into the data.
@Command(
        name = "import",
        description = "Brings a feed into the data, from a file, a folder or a URL.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Feeds: defillama (a JSON file or its URL), defihacklabs (a checkout, a .zip of one, or the URL of either).",
            "A record that is malformed is named and left out; a feed that is cut off or empty changes nothing.",
            "",
            "Example: kamiyo import defillama hacks.json --dry-run",
        })
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private DataSettings data = new DataSettings();

    @Parameters(index = "0", paramLabel = "FEED", description = "Name of the feed.")
    private String feed = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE-OR-FOLDER-OR-URL",
            description = "Where to read it; without it, where the feed publishes.")
    private @Nullable String location;

    @Option(names = "--dry-run", description = "Only say what would change.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ImportCommand() {}

    @Override
    public Integer call() {
        var request = JsonMapper.shared().createObjectNode().put("source", feed).put("dry_run", dryRun);
        if (location != null) {
            request.put("location", absolute(location));
        }
        var out = spec.commandLine().getOut();
        var bar = new ProgressBar(spec.commandLine().getErr(), Boolean.getBoolean("kamiyo.terminal"));
        var result = new JsonNode[1];
        try (var connection = LocalConnection.open(data)) {
            connection.post("/local/imports", request, line -> {
                if (line.has("total")) {
                    bar.at(line.get("done").asInt(), line.get("total").asInt());
                } else {
                    result[0] = line;
                }
            });
        }
        bar.end();
        return print(out, result[0]);
    }

    /// The service has a working folder of its own.
    private static String absolute(String location) {
        return location.contains("://")
                ? location
                : Path.of(location).toAbsolutePath().normalize().toString();
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
                dryRun ? " (dry run: nothing was written)" : "");
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
