package dev.kamiyo.cli;

import dev.kamiyo.files.FileTrouble;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `kamiyo alerts`: where alerts go, which exploits they tell of, and what became of them.
@Command(
        name = "alerts",
        description = "Lists alert targets and rules, keeps, tries and removes them, and sends messages again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "kamiyo alerts                          lists targets and rules",
            "kamiyo alerts add FILE                 keeps the target or the rule in a JSON file; - for stdin",
            "kamiyo alerts remove target|rule NAME  takes one away",
            "kamiyo alerts test TARGET              sends it a test message; exit code 1 when it does not arrive",
            "kamiyo alerts import FILE.csv RULE     makes the protocols, chains, addresses and keywords in a file",
            "                                       what a rule watches",
            "kamiyo alerts matches RULE             lists the latest exploits that a rule is about",
            "kamiyo alerts deliveries [STATE|ID]    lists the latest messages, or shows one",
            "kamiyo alerts replay ID|TARGET         sends a message again, or all that a target never took",
            "",
            "Secrets are read from files, since what is typed can be read by others. docs/ALERTS.md has the members.",
            "",
            "Example: kamiyo alerts import portfolio.csv my-protocols",
        })
final class AlertsCommand implements Callable<Integer> {
    private static final String PATH = "/api/v1/alerts";
    private static final String TARGETS = PATH + "/targets";
    private static final String RULES = PATH + "/rules";
    /// Rows of a list that a person reads at once.
    private static final String LATEST = "?limit=50";

    private static final String DELIVERIES = PATH + "/deliveries";

    @Mixin
    private DataSettings data = new DataSettings();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "list, add, remove, test, import, matches, deliveries or replay (default list).",
            defaultValue = "list")
    private String action = "list";

    @Parameters(index = "1..*", arity = "0..2", paramLabel = "WHAT", description = "A file, a name, a state or an ID.")
    private List<String> words = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    AlertsCommand() {}

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        try {
            return switch (action) {
                case "list" -> list(out);
                case "add" -> add(out);
                case "remove" -> remove(out);
                case "test" -> test(out);
                case "import" -> importCsv(out);
                case "matches" -> matches(out);
                case "deliveries" -> deliveries(out);
                case "replay" -> replay(out);
                default ->
                    throw FailedException.wrongUsage("'" + action + "' is not an action; see kamiyo alerts --help");
            };
        } finally {
            out.flush();
        }
    }

    private int list(PrintWriter out) {
        words(0, "no more words");
        try (var connection = LocalConnection.open(data)) {
            connection.get(
                    TARGETS,
                    targets -> targets.forEach(target -> out.printf(
                            "target  %-24s %s at %s%s%n",
                            text(target, "name"),
                            text(target, "kind"),
                            text(target, "host"),
                            target.path("usable").asBoolean()
                                    ? ""
                                    : ", NOT usable: the key of its settings is another or gone")));
            connection.get(RULES, rules -> rules.forEach(rule -> out.println("rule    " + line(rule))));
        }
        return 0;
    }

    private static String line(JsonNode rule) {
        return "%-24s %s, %s, to %s%s%s"
                .formatted(
                        text(rule, "name"),
                        joined(rule.path("on")),
                        text(rule, "digest"),
                        joined(rule.path("targets")),
                        rule.path("filter").isEmpty() ? "" : ", filter " + rule.path("filter"),
                        rule.path("enabled").asBoolean() ? watching(rule.path("watch")) : ", off");
    }

    private static String watching(JsonNode watch) {
        int things = watch.valueStream().mapToInt(JsonNode::size).sum();
        return things == 0 ? "" : ", watches %,d things".formatted(things);
    }

    private static String joined(JsonNode list) {
        return String.join(", ", list.valueStream().map(JsonNode::asString).toList());
    }

    private int add(PrintWriter out) {
        var json = read(words(1, "a JSON file, or - for stdin").getFirst());
        try (var connection = LocalConnection.open(data)) {
            if (json.has("kind")) {
                connection.post(TARGETS, json, target -> {
                    out.println("target " + text(target, "name") + " is kept");
                    if (target.path("secret").isString()) {
                        out.println(text(target, "secret"));
                        out.println("Its messages are signed with this, which is shown once: keep it.");
                    }
                });
            } else {
                connection.post(RULES, json, rule -> out.println("rule " + line(rule)));
            }
        }
        return 0;
    }

    private static ObjectNode read(String file) {
        try {
            var text = file.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
            if (JsonMapper.shared().readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw FailedException.wrongUsage(file + " holds no JSON object");
        } catch (IOException e) {
            throw FailedException.wrongUsage(file + " cannot be read: " + FileTrouble.words(e));
        } catch (JacksonException e) {
            throw FailedException.wrongUsage(file + " is not JSON; look at line "
                    + (e.getLocation() == null ? "1" : e.getLocation().getLineNr()));
        }
    }

    private int remove(PrintWriter out) {
        var what = words(2, "target or rule, and a name");
        var path =
                switch (what.getFirst()) {
                    case "target" -> TARGETS;
                    case "rule" -> RULES;
                    default -> throw FailedException.wrongUsage("remove takes target or rule, and a name");
                };
        post(path + "/" + name(what.get(1)) + "/remove", _ -> out.println(String.join(" ", what) + " is removed"));
        return 0;
    }

    private int test(PrintWriter out) {
        var target = name(words(1, "the name of a target").getFirst());
        var reached = new boolean[1];
        post(TARGETS + "/" + target + "/test", told -> {
            reached[0] = told.path("reached").asBoolean(false);
            out.println(target + ": " + (reached[0] ? "reached" : "NOT reached: " + text(told, "failure")) + ", "
                    + told.path("latency_ms").asLong() + " ms");
            if (!text(told, "answer").isEmpty()) {
                out.println("it answered: " + text(told, "answer"));
            }
        });
        return reached[0] ? 0 : 1;
    }

    private int importCsv(PrintWriter out) {
        var given = words(2, "a CSV file and the name of a rule");
        var watch = WatchCsv.read(Path.of(given.getFirst()));
        var rule = new ObjectNode[1];
        try (var connection = LocalConnection.open(data)) {
            connection.get(
                    RULES,
                    rules -> rules.forEach(one -> {
                        if (text(one, "name").equals(given.get(1))) {
                            rule[0] = (ObjectNode) one;
                        }
                    }));
            var found = rule[0];
            if (found == null) {
                throw new FailedException("there is no rule '" + given.get(1) + "'; kamiyo alerts lists them");
            }
            found.remove(List.of("created_at", "created_by"));
            found.set("watch", watch);
            connection.post(RULES, found, kept -> out.println("rule " + line(kept)));
        }
        return 0;
    }

    private int matches(PrintWriter out) {
        var rule = name(words(1, "the name of a rule").getFirst());
        latest(
                out,
                RULES + "/" + rule + "/matches" + LATEST,
                one -> out.printf(
                        "%s  %-10s %15s  %s%n",
                        text(one, "id"),
                        text(one, "occurred_at").isEmpty()
                                ? "unknown"
                                : text(one, "occurred_at").substring(0, 10),
                        one.path("loss_usd").isNumber()
                                ? "$%,.0f".formatted(one.path("loss_usd").doubleValue())
                                : "unknown",
                        text(one, "title")));
        return 0;
    }

    private int deliveries(PrintWriter out) {
        if (words.size() == 1 && words.getFirst().startsWith("msg_")) {
            get(DELIVERIES + "/" + name(words.getFirst()), one -> out.println(one.toPrettyString()));
            return 0;
        }
        var state = words.isEmpty()
                ? ""
                : "&state=" + name(words(1, "a state or an ID").getFirst());
        latest(
                out,
                DELIVERIES + LATEST + state,
                one -> out.printf(
                        "%s  %-10s %s to %s, %d attempts%n",
                        text(one, "id"),
                        text(one, "state"),
                        one.path("rule").asString("a removed rule"),
                        one.path("target").asString("a removed target"),
                        one.path("attempts").asInt()));
        return 0;
    }

    private int replay(PrintWriter out) {
        var what = name(words(1, "the ID of a message or the name of a target").getFirst());
        post(
                (what.startsWith("msg_") ? DELIVERIES : TARGETS) + "/" + what + "/replay",
                told -> out.println(told.path("replayed").asLong() + " sent again"));
        return 0;
    }

    /// The first rows of a list, and where the others are.
    private void latest(PrintWriter out, String path, Consumer<JsonNode> row) {
        try (var connection = LocalConnection.open(data)) {
            connection.page(path, row).ifPresent(next -> out.println("these are the latest; the next: GET " + next));
        }
    }

    private void get(String path, Consumer<JsonNode> told) {
        try (var connection = LocalConnection.open(data)) {
            connection.get(path, told);
        }
    }

    private void post(String path, Consumer<JsonNode> told) {
        try (var connection = LocalConnection.open(data)) {
            connection.post(path, JsonMapper.shared().createObjectNode(), told);
        }
    }

    private List<String> words(int due, String what) {
        if (words.size() != due) {
            throw FailedException.wrongUsage(action + " takes " + what);
        }
        return words;
    }

    private static String name(String text) {
        if (!text.matches("[a-z0-9_-]{1,60}")) {
            throw FailedException.wrongUsage("'" + text + "' is not a name; kamiyo alerts lists them");
        }
        return text;
    }

    private static String text(JsonNode json, String member) {
        return json.path(member).asString("");
    }
}
