package dev.kamiyo.cli;

import dev.kamiyo.export.Format;
import dev.kamiyo.search.ViewReader;
import java.io.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `kamiyo get`: exploits in the terminal.
@Command(
        name = "get",
        description = "Shows exploits: those that all given filters let through, the newest first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Values are those of GET /api/v1/exploits; several of one are parted by commas.",
            "",
            "Example: kamiyo get --chain bsc,base --min-loss 1m --sort loss --format csv"
        })
final class GetCommand implements Runnable {
    private static final String TABLE = "table";
    private static final List<String> PARAMETERS = Stream.of(ViewReader.FILTERS, ViewReader.SHOWN)
            .flatMap(List::stream)
            .toList();

    @Mixin
    private DataSettings data = new DataSettings();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table, or any format of the API: json, csv, ndjson … (default table).",
            defaultValue = TABLE)
    private String format = TABLE;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many at most, 1 to 1000; all goes with table, csv and ndjson (default 20).",
            defaultValue = "20")
    private String limit = "20";

    private CommandSpec spec = CommandSpec.create();

    GetCommand() {}

    @Spec
    void spec(CommandSpec own) {
        spec = own;
        ViewOptions.add(own, PARAMETERS);
    }

    @Override
    public void run() {
        boolean table = format.equals(TABLE);
        if (!table && Format.parse(format).isEmpty()) {
            throw FailedException.wrongUsage(
                    "--format is '" + format + "'; allowed: table, " + String.join(", ", Format.labels()));
        }
        var out = spec.commandLine().getOut();
        var query = "?format=" + (table ? "ndjson" : format) + ViewOptions.pair("limit", limit)
                + ViewOptions.query(spec, PARAMETERS);
        try (var connection = LocalConnection.open(data)) {
            if (table) {
                var text = new StringWriter();
                print(out, text, connection.copy("/api/v1/exploits" + query, text));
            } else {
                connection.copy("/api/v1/exploits" + query, out);
            }
        }
        out.flush();
    }

    private void print(PrintWriter out, StringWriter text, long total) {
        var exploits = text.toString()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        String fields = spec.findOption("--fields").getValue();
        var table = fields == null ? ExploitTable.of(exploits) : ExploitTable.of(exploits, List.of(fields.split(",")));
        table.lines(width()).forEach(out::println);
        out.flush();
        var err = spec.commandLine().getErr();
        err.printf("%,d of %,d%n", exploits.size(), total);
        err.flush();
    }

    /// Columns of the terminal; what goes elsewhere is not cut.
    private int width() {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return terminal ? spec.commandLine().getUsageHelpWidth() : Integer.MAX_VALUE;
    }
}
