package dev.kamiyo.cli;

import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `kamiyo sources`: the feeds, how they fare, and their terms.
@Command(
        name = "sources",
        description = "Lists the feeds: how they fare, what they are worth, and on what terms they may be used.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: kamiyo sources"})
final class SourcesCommand implements Runnable {
    @Mixin
    private DataSettings data = new DataSettings();

    @Option(names = "--json", description = "As GET /api/v1/sources has it.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    SourcesCommand() {}

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        try (var connection = LocalConnection.open(data)) {
            connection.get("/api/v1/sources", list -> {
                if (json) {
                    out.println(list);
                } else {
                    list.forEach(source -> print(out, source));
                }
            });
        }
        out.flush();
    }

    private static void print(PrintWriter out, JsonNode source) {
        out.printf(
                "%-17s %s, %s%n",
                source.path("name").asString(""),
                source.path("scheduled").asBoolean(false)
                        ? "every " + spoken(source.path("interval_s").asLong())
                        : "not scheduled",
                source.path("last_success_at").isNull()
                        ? "never fetched"
                        : "last success " + source.path("last_success_at").asString(""));
        if (!source.path("records").isNull()) {
            out.printf(
                    "  %,d records, %,d rejected, %,d claims; %,d corroborated, %,d first, %,d disagreed%n",
                    source.path("records").asInt(),
                    source.path("rejected").asInt(0),
                    source.path("claims").asInt(),
                    source.path("corroborated").asInt(),
                    source.path("first").asInt(),
                    source.path("disagreed").asInt());
        }
        line(out, "rank", source.path("rank"));
        line(out, "uptime", source.path("uptime"));
        if (!source.path("publish_lag_s").isNull()) {
            out.println("  tells after " + spoken(source.path("publish_lag_s").asLong()) + " (median)");
        }
        line(out, "next run", source.path("next_run_at"));
        line(out, "drift", source.path("drift"));
        if (source.path("withdrawn").asInt() > 0) {
            out.printf(
                    "  %,d claims that it says no more are withdrawn%n",
                    source.path("withdrawn").asInt());
        }
        if (source.path("missing").isString()) {
            out.println("  " + source.path("missing").asString());
        }
        if (source.path("failures").asInt() > 0) {
            out.println("  failed " + source.path("failures").asInt() + " times in a row: "
                    + source.path("last_error").asString(""));
        }
        out.println("  terms: " + source.path("terms").path("summary").asString("") + " "
                + source.path("terms").path("url").asString(""));
    }

    private static void line(PrintWriter out, String label, JsonNode value) {
        if (!value.isNull()) {
            out.println("  " + label + " " + value.asString());
        }
    }

    private static String spoken(long seconds) {
        var time = Duration.ofSeconds(seconds);
        return time.toHours() >= 48
                ? time.toDays() + " days"
                : time.toMinutes() >= 120 ? time.toHours() + " h" : time.toMinutes() + " min";
    }
}
