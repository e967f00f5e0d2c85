package dev.kamiyo.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `kamiyo restore`: goes back to an earlier state of the data.
@Command(
        name = "restore",
        description = "Goes back to a backup, to a time or to a single write.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "What it goes back to is verified first; what there is now is backed up and can be gone back to in turn.",
            "Numbers of exploits, idempotency keys and API keys are never taken back. Reads go on meanwhile.",
            "",
            "Example: kamiyo restore --to 2026-01-31T12:00:00Z --dry-run",
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private DataSettings data = new DataSettings();

    @Option(names = "--from", paramLabel = "FILE", description = "A backup, or another sound file of this data.")
    private @Nullable Path from;

    @Option(
            names = "--to",
            paramLabel = "TIME|SEQ",
            description = "A time (2026-01-31T12:00:00Z; a day alone is its beginning) or the number of a write.")
    private @Nullable String to;

    @Option(names = "--dry-run", description = "Only say what would change.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RestoreCommand() {}

    @Override
    public Integer call() {
        if (from == null && to == null) {
            throw new ParameterException(spec.commandLine(), "name what to go back to: --from FILE, --to TIME|SEQ");
        }
        var request = JsonMapper.shared().createObjectNode().put("dry_run", dryRun);
        if (from != null) {
            request.put("from", from.toAbsolutePath().normalize().toString());
        }
        if (to != null) {
            request.put("to", to);
        }
        var result = new JsonNode[1];
        try (var connection = LocalConnection.open(data)) {
            connection.post("/local/restores", request, line -> {
                if (line.has("step")) {
                    spec.commandLine().getErr().println(line.path("step").asString("") + " …");
                    spec.commandLine().getErr().flush();
                } else {
                    result[0] = line;
                }
            });
        }
        return print(result[0]);
    }

    private int print(@Nullable JsonNode result) {
        if (result == null) {
            throw new FailedException("the service stopped before the restore was done; run it again");
        }
        if (result.path("outcome").asString("").equals("refused")) {
            throw new FailedException(result.path("why").asString("") + "; nothing was changed");
        }
        var out = spec.commandLine().getOut();
        out.println((dryRun ? "would go back to write " : "went back to write ")
                + result.path("target").asString("") + " of "
                + result.path("target_at").asString("") + ", built from "
                + result.path("base").asString(""));
        for (var table : result.path("tables")) {
            out.printf(
                    "  %-12s %,d rows gained, %,d lost, %,d changed%n",
                    table.path("table").asString(""),
                    table.path("gained").asLong(),
                    table.path("lost").asLong(),
                    table.path("changed").asLong());
        }
        if (result.path("tables").isEmpty()) {
            out.println("  no row differs");
        }
        out.println(
                dryRun
                        ? "dry run: nothing was written"
                        : "the data go on as write " + result.path("head").asString(""));
        out.flush();
        return 0;
    }
}
