package dev.kamiyo.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `kamiyo backup`: makes, lists and verifies backups.
@Command(
        name = "backup",
        description = "Makes a verified backup now, or lists or verifies those that are kept.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Backups are in the folder backups of the data; kamiyo_latest.db leads to the newest. One is made at the",
            "first start and then every day; 14 are kept, none longer than 30 days, never fewer than two. Those in the",
            "second folder (KAMIYO_BACKUP_COPY) are listed and verified, too.",
            "",
            "Example: kamiyo backup verify",
        })
final class BackupCommand implements Callable<Integer> {
    private enum Action {
        make,
        list,
        verify
    }

    @Mixin
    private DataSettings data = new DataSettings();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "make, list or verify (default make).",
            defaultValue = "make")
    private Action action = Action.make;

    @Option(names = "--json", description = "Prints one JSON object a line.")
    private boolean asJson;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BackupCommand() {}

    @Override
    public Integer call() {
        var wrong = new int[1];
        var shown = new int[1];
        try (var connection = LocalConnection.open(data)) {
            switch (action) {
                case make ->
                    connection.post("/local/backups", JsonMapper.shared().createObjectNode(), this::print);
                case list ->
                    connection.get("/local/backups", line -> {
                        shown[0]++;
                        print(line);
                    });
                case verify ->
                    connection.post("/local/backups/verify", JsonMapper.shared().createObjectNode(), line -> {
                        shown[0]++;
                        wrong[0] += line.path("wrong").isNull() ? 0 : 1;
                        print(line);
                    });
            }
        }
        var out = spec.commandLine().getOut();
        if (!asJson && action != Action.make) {
            out.println(shown[0] + " backups" + (wrong[0] > 0 ? ", " + wrong[0] + " of them not sound" : ""));
        }
        out.flush();
        return wrong[0] == 0 ? 0 : 1;
    }

    private void print(JsonNode backup) {
        var out = spec.commandLine().getOut();
        if (asJson) {
            out.println(backup);
            return;
        }
        var state =
                switch (action) {
                    case make -> "made and verified";
                    case list -> "";
                    case verify ->
                        backup.path("wrong").isNull()
                                ? "ok"
                                : "NOT SOUND: " + backup.path("wrong").asString("");
                };
        out.printf(
                "%s  %,d exploits, %,d bytes, up to write %,d  %s%n",
                name(Path.of(backup.path("file").asString(""))),
                backup.path("exploits").asLong(),
                backup.path("bytes").asLong(),
                backup.path("seq").asLong(),
                state);
    }

    /// What lies elsewhere is told with its folder.
    private Path name(Path file) {
        var own = data.data().resolve("backups");
        return file.startsWith(own) ? own.relativize(file) : file;
    }
}
