package dev.kamiyo.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kamiyo import`: brings a feed into the data.
@Command(
        name = "import",
        description = "Brings a feed into the data, from a file, a folder or a URL.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Feeds: defillama, defi and blocksec (JSON), defihacklabs (a checkout or a .zip",
            "of one), slowmist and rekt (web pages), web3isgoinggreat (Atom), file (your own",
            "CSV or JSON; see docs/API.md for its columns).",
            "A record that is malformed is named and left out; a feed that is cut off or",
            "empty changes nothing.",
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
        var line = spec.commandLine();
        try (var connection = LocalConnection.openOrCreate(data)) {
            return new ImportReport(feed, location)
                    .with("dry_run", dryRun)
                    .run(connection, line.getOut(), line.getErr());
        }
    }
}
