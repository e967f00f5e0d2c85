package dev.kamiyo.cli;

import dev.kamiyo.search.ViewReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The parameters of lists of exploits as options: `min_loss` is `--min-loss`, and takes the same values.
final class ViewOptions {
    private static final Map<String, String> WHAT = Map.ofEntries(
            Map.entry("chain", "On one of these chains."),
            Map.entry("protocol", "Who was attacked, by any name that is known of them."),
            Map.entry("technique", "How, by slug or label."),
            Map.entry("target", "What kind of thing was attacked, by slug or label."),
            Map.entry("source", "One of these says so."),
            Map.entry("severity", "critical, high, medium, low or unknown."),
            Map.entry("status", "reported, confirmed, disputed or withdrawn."),
            Map.entry("recovered", "true or false: whether anything is known to have come back."),
            Map.entry("min_loss", "US dollars, such as 250k, 1.5m, 1e6."),
            Map.entry("max_loss", "US dollars."),
            Map.entry("since", "From the beginning of a year, month, day or second: 2024, 2024-05, 2024-05-01."),
            Map.entry("until", "To the end of one."),
            Map.entry("modified_since", "Changed then or later."),
            Map.entry("tx", "With one of these transactions, by whole hash."),
            Map.entry("address", "With one of these addresses."),
            Map.entry("q", "Words, begin*, \"a phrase\", -without."),
            Map.entry("sort", "occurred_at, loss or modified_at."),
            Map.entry("order", "desc or asc."),
            Map.entry("fields", "Members that are shown."));

    private ViewOptions() {}

    /// Gives a command options for parameters.
    static void add(CommandSpec spec, List<String> parameters) {
        for (var parameter : parameters) {
            spec.addOption(OptionSpec.builder(option(parameter))
                    .paramLabel(ViewReader.SEVERAL.contains(parameter) ? "VALUE,…" : "VALUE")
                    .description(Objects.requireNonNull(WHAT.get(parameter), parameter))
                    .type(String.class)
                    .build());
        }
    }

    private static String option(String parameter) {
        return "--" + parameter.replace('_', '-');
    }

    /// The parameters that were given to a command, as a query that begins with `&`.
    static String query(CommandSpec spec, List<String> parameters) {
        return parameters.stream()
                .filter(parameter -> spec.findOption(option(parameter)).getValue() != null)
                .map(parameter ->
                        pair(parameter, spec.findOption(option(parameter)).getValue()))
                .collect(Collectors.joining());
    }

    /// A parameter of a query, with the `&` before it.
    static String pair(String name, String value) {
        return "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
