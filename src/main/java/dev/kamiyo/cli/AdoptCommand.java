package dev.kamiyo.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `kamiyo adopt`: what somebody edited in the file by hand becomes the truth, or is set aside.
@Command(
        name = "adopt",
        description = "Lists edits that were made by hand with sqlite3, makes them the truth, or sets them aside.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "An edit by hand is taken back within a second and saved in the folder edits of the data. Without a FILE",
            "those that wait are listed. A row that has changed since the edit stays as it is, and is named.",
            "",
            "Example: kamiyo adopt 20260131T120000-1.ndjson",
        })
final class AdoptCommand implements Callable<Integer> {
    @Mixin
    private DataSettings data = new DataSettings();

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Files of the folder edits.")
    private List<String> files = List.of();

    @Option(names = "--all", description = "All files that wait.")
    private boolean all;

    @Option(names = "--discard", description = "Sets them aside instead.")
    private boolean discard;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    AdoptCommand() {}

    @Override
    public Integer call() {
        var waiting = new ArrayList<JsonNode>();
        boolean stale = false;
        try (var connection = LocalConnection.open(data)) {
            connection.get("/local/edits", waiting::add);
            var chosen = all
                    ? new LinkedHashSet<>(waiting.stream()
                            .map(edit -> edit.path("file").asString(""))
                            .toList())
                    : new LinkedHashSet<>(files);
            if (chosen.isEmpty()) {
                list(waiting);
            }
            for (var file : chosen) {
                stale |= settle(connection, file);
            }
        }
        spec.commandLine().getOut().flush();
        return stale ? 1 : 0;
    }

    private void list(List<JsonNode> waiting) {
        var out = spec.commandLine().getOut();
        for (var edit : waiting) {
            out.println(edit.path("file").asString("") + "  " + edit.path("at").asString("") + "  "
                    + edit.path("row").asString(""));
            edit.path("changes").forEach(change -> out.println("    " + change.asString("")));
        }
        out.println(
                waiting.isEmpty()
                        ? "no edit by hand waits"
                        : waiting.size() + " rows wait; kamiyo adopt FILE, or --all");
    }

    private boolean settle(LocalConnection connection, String file) {
        var out = spec.commandLine().getOut();
        var request = JsonMapper.shared().createObjectNode().put("file", file).put("discard", discard);
        var left = new ArrayList<String>();
        connection.post(
                "/local/edits",
                request,
                line -> line.path("left")
                        .forEach(edit -> left.add(edit.path("row").asString("") + ": "
                                + edit.path("why").asString(""))));
        out.println(file + (discard ? ": set aside" : ": adopted"));
        left.forEach(row -> out.println("  NOT adopted: " + row));
        return !left.isEmpty();
    }
}
