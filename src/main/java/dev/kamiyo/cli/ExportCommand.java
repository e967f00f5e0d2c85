package dev.kamiyo.cli;

import dev.kamiyo.files.FileTrouble;
import dev.kamiyo.search.ViewReader;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `kamiyo export`: a dated data set with checksums.
@Command(
        name = "export",
        description =
                "Writes a data set, kamiyo-exploits-YYYY-MM-DD: exploits as JSON lines and as CSV, what the fields"
                        + " mean, the terms of the sources, and checksums.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "All files are as of one write, whatever is written meanwhile. Nothing is overwritten.",
            "Values are those of GET /api/v1/exploits; several of one are parted by commas.",
            "",
            "Example: kamiyo export --to /srv/sets --chain ethereum --since 2024"
        })
final class ExportCommand implements Runnable {
    private static final String LIST = "/api/v1/exploits";

    @Mixin
    private DataSettings data = new DataSettings();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FOLDER",
            description = "Where the folder of the data set is made.")
    private Path to = Path.of("");

    private CommandSpec spec = CommandSpec.create();

    ExportCommand() {}

    @Spec
    void spec(CommandSpec own) {
        spec = own;
        ViewOptions.add(own, ViewReader.FILTERS);
    }

    @Override
    public void run() {
        var day = LocalDate.now(Clock.systemUTC()).toString();
        var target = DataSettings.named("--to", to).resolve("kamiyo-exploits-" + day);
        try (var set = DataSet.begin(target);
                var connection = LocalConnection.open(data)) {
            var head = connection.ask("/api/v1/status").path("head");
            var filter = ViewOptions.query(spec, ViewReader.FILTERS);
            var query = "&limit=all&as_of=" + head.path("epoch").asString("") + "-"
                    + head.path("seq").asString() + filter;
            long exploits = write(set, connection, "exploits.ndjson", LIST + "?format=ndjson" + query);
            write(set, connection, "exploits.csv", LIST + "?format=csv" + query);
            var shown = URLDecoder.decode(filter, StandardCharsets.UTF_8).replaceFirst("^&", "");
            var sources = connection.ask("/api/v1/sources");
            try (var readme = set.file("README.md")) {
                readme.write(new DataSetReadme(day, head, shown, exploits, sources).text());
            }
            var out = spec.commandLine().getOut();
            out.printf(
                    "%s: %,d exploits as of write %s%n",
                    set.finish(), exploits, head.path("seq").asString());
            out.flush();
        } catch (IOException e) {
            throw new FailedException(
                    "cannot write " + target + ": " + FileTrouble.words(e) + "; nothing is left of it");
        }
    }

    private static long write(DataSet set, LocalConnection connection, String name, String path) throws IOException {
        try (var file = set.file(name)) {
            return connection.copy(path, file);
        }
    }
}
