package dev.kamiyo.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kamiyo fetch`: a feed now, as the schedule would fetch it, or more of it.
@Command(
        name = "fetch",
        description = "Fetches a feed from where it publishes, now.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A feed in pages is fetched as far as its newest pages; --all reads every page,",
            "which takes minutes. What a whole fetch does not hold any more is withdrawn, up",
            "to a tenth of the feed's claims.",
            "'kamiyo sources' lists the feeds and the terms of their publishers.",
            "",
            "Example: kamiyo fetch slowmist --all",
        })
final class FetchCommand implements Callable<Integer> {
    @Mixin
    private DataSettings data = new DataSettings();

    @Parameters(index = "0", paramLabel = "FEED", description = "Name of the feed.")
    private String feed = "";

    @Option(names = "--all", description = "All pages, whether they changed or not.")
    private boolean all;

    @Option(
            names = "--from",
            paramLabel = "FILE-OR-FOLDER-OR-URL",
            description = "Read it there instead of where it publishes.")
    private @Nullable String location;

    @Option(names = "--accept-drift", description = "Take it although it looks unlike its last fetch.")
    private boolean acceptDrift;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    FetchCommand() {}

    @Override
    public Integer call() {
        var line = spec.commandLine();
        try (var connection = LocalConnection.open(data)) {
            return new ImportReport(feed, location)
                    .with("all", all)
                    .with("accept_drift", acceptDrift)
                    .run(connection, line.getOut(), line.getErr());
        }
    }
}
