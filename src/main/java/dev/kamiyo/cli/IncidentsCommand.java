package dev.kamiyo.cli;

import dev.kamiyo.guardian.History;
import dev.kamiyo.guardian.IncidentFolder;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kamiyo incidents`: faults of the data and what became of them. Reads the files alone, so that it works whatever
/// state the service and its data are in.
@Command(
        name = "incidents",
        description = "Lists the faults of the data, or prints the report of one.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 1 when an incident is open.",
            "",
            "Example: kamiyo incidents 20260131T120000Z-missing",
        })
final class IncidentsCommand implements Callable<Integer> {
    @Mixin
    private DataSettings data = new DataSettings();

    @Option(names = "--json", description = "Prints JSON: what GET /api/v1/incidents answers, or the report of one.")
    private boolean asJson;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "The incident whose report is wanted.")
    private @Nullable String id;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    IncidentsCommand() {}

    @Override
    public Integer call() {
        var history =
                History.of(new IncidentFolder(data.folders()), Clock.systemUTC().instant());
        var all = history.incidents();
        if (all.isEmpty()) {
            data.mustHoldData();
        }
        var wanted = id;
        var out = spec.commandLine().getOut();
        if (wanted == null) {
            list(history);
        } else {
            var one = all.stream()
                    .filter(incident -> incident.id().equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> FailedException.wrongUsage(
                            "there is no incident '" + wanted + "'; 'kamiyo incidents' lists them"));
            out.print(asJson ? one.report() + "\n" : one.markdown());
        }
        out.flush();
        return all.stream().allMatch(incident -> incident.closedAt().isPresent()) ? 0 : 1;
    }

    private void list(History history) {
        var out = spec.commandLine().getOut();
        var all = history.incidents();
        if (asJson) {
            out.println(history.json());
        } else if (all.isEmpty()) {
            out.println("no incident so far");
        }
        if (!asJson) {
            all.forEach(incident -> out.printf(
                    "%-40s %-6s %s%n",
                    incident.id(), incident.closedAt().isPresent() ? "closed" : "OPEN", incident.trigger()));
        }
    }
}
