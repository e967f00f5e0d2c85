package dev.kamiyo.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `kamiyo status`: the copies, the journal, the backups, and the space that each part takes.
@Command(
        name = "status",
        description = "Shows how the copies of the data stand and what each part takes on the disk.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 1 when a copy is out of service, or when no service runs and the files alone were looked at.",
            "",
            "Example: kamiyo status --json"
        })
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private DataSettings data = new DataSettings();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean asJson;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    StatusCommand() {}

    @Override
    public Integer call() {
        try (var connection = LocalConnection.open(data)) {
            return show(connection.ask("/api/v1/status"), connection.isServed());
        }
    }

    private int show(JsonNode status, boolean served) {
        var out = spec.commandLine().getOut();
        if (asJson && status instanceof ObjectNode object) {
            out.println(object.put("served", served));
        } else {
            if (!served) {
                out.println("NO SERVICE   none runs in " + data.data() + "; this is what a look at the files found");
            }
            print(status);
        }
        out.flush();
        boolean whole = status.path("copies")
                .valueStream()
                .allMatch(copy -> copy.path("in_service").asBoolean(false));
        return served && whole ? 0 : 1;
    }

    private void print(JsonNode status) {
        var out = spec.commandLine().getOut();
        out.println("reads from   " + status.path("reads").asString(""));
        if (status.path("restoring").isNumber()) {
            out.printf(
                    "restoring    write %,d; reads go on%n",
                    status.path("restoring").asLong());
        }
        for (var copy : status.path("copies")) {
            out.printf(
                    "%-12s %s%n",
                    copy.path("role").asString(""),
                    copy.path("in_service").asBoolean(false)
                            ? "in service at write %,d"
                                    .formatted(copy.path("seq").asLong())
                            : "OUT OF SERVICE: " + copy.path("reason").asString(""));
        }
        for (var warning : status.path("warnings")) {
            out.printf(
                    "WARNING      %s; %s%n",
                    warning.path("text").asString(""), warning.path("next").asString(""));
        }
        var journal = status.path("journal");
        out.printf(
                "journal      write %,d of epoch %s, %,d files%n",
                status.path("head").path("seq").asLong(),
                status.path("head").path("epoch").asString(""),
                journal.path("files").asLong());
        if (journal.path("edits_waiting").asLong() > 0) {
            out.printf(
                    "edits        %,d rows wait: kamiyo adopt%n",
                    journal.path("edits_waiting").asLong());
        }
        var backups = status.path("backups");
        out.printf(
                "backups      %,d kept%s%n",
                backups.path("kept").asLong(),
                backups.has("newest_at")
                        ? ", the newest of " + backups.path("newest_at").asString("") + " up to write "
                                + "%,d".formatted(backups.path("newest_seq").asLong())
                        : "");
        for (var part : status.path("space").properties()) {
            out.printf(
                    "%-12s %,15d bytes%n",
                    part.getKey().replace('_', ' '), part.getValue().asLong());
        }
    }
}
