package dev.kamiyo.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `kamiyo journal`: where the journal stands, and whether every line of it is as it was written.
@Command(
        name = "journal",
        description = "Shows the journal's head, files and lag, and verifies its chain.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The journal is in the folder journal of the data, one JSON object a line: jq reads it.",
            "",
            "Example: kamiyo journal --json",
        })
final class JournalCommand implements Callable<Integer> {
    @Mixin
    private DataSettings data = new DataSettings();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean asJson;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    JournalCommand() {}

    @Override
    public Integer call() {
        var journal = LocalConnection.ask(data, "/local/journal");
        boolean whole = journal.path("harm").isEmpty() && journal.path("runs").size() <= 1;
        if (asJson) {
            spec.commandLine().getOut().println(journal);
        } else {
            print(journal, whole);
        }
        spec.commandLine().getOut().flush();
        return whole ? 0 : 1;
    }

    private void print(JsonNode journal, boolean whole) {
        var out = spec.commandLine().getOut();
        out.printf(
                "head     write %,d of epoch %s, %s%n",
                journal.path("seq").asLong(),
                journal.path("epoch").asString(""),
                journal.path("at").asString(""));
        for (var lag : journal.path("lag").properties()) {
            out.printf(
                    "lag      %s: %s%n",
                    lag.getKey(),
                    lag.getValue().isNull()
                            ? "not open"
                            : "%,d writes".formatted(lag.getValue().asLong()));
        }
        for (var file : journal.path("files")) {
            out.printf(
                    "file     %s  %,d bytes, from write %,d on, begun %s%n",
                    file.path("file").asString(""),
                    file.path("bytes").asLong(),
                    file.path("after").asLong() + 1,
                    file.path("at").asString(""));
        }
        for (var harm : journal.path("harm")) {
            long line = harm.path("line").asLong();
            out.printf(
                    "HARMED   %s %s: %s%n",
                    harm.path("file").asString(""),
                    line == 0 ? "cannot be read" : "line " + line,
                    harm.path("why").asString(""));
        }
        var runs = journal.path("runs");
        for (int i = 1; i < runs.size(); i++) {
            out.printf(
                    "MISSING  writes %,d to %,d%n",
                    runs.path(i - 1).path("last").asLong() + 1,
                    runs.path(i).path("after").asLong());
        }
        out.println(
                whole
                        ? "chain    whole: every line is as it was written"
                        : "chain    NOT WHOLE; make a backup now: kamiyo backup");
    }
}
