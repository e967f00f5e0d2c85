package dev.kamiyo.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `kamiyo review`: what waits for a decision, and the decision.
@Command(
        name = "review",
        description = "Lists what waits for a decision, or decides.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "kamiyo review                          lists pairs that may be one exploit, and corrections",
            "kamiyo review same ID ID               makes exploits one",
            "kamiyo review not-same ID ID           keeps exploits apart",
            "kamiyo review unmerge SOURCE NATIVE    parts a claim from its exploit",
            "kamiyo review undo NUMBER              takes a decision back",
            "kamiyo review approve NUMBER           approves a correction; or reject, or undo-correction",
            "",
            "Example: kamiyo review same KYM-2022-00031 KYM-2022-00044 --reason 'one attack, two names'",
        })
final class ReviewCommand implements Runnable {
    private static final String CORRECTIONS = "/api/v1/corrections";

    @Mixin
    private DataSettings data = new DataSettings();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "list, same, not-same, unmerge, undo, approve, reject or undo-correction (default list).",
            defaultValue = "list")
    private String action = "list";

    @Parameters(index = "1..*", arity = "0..20", paramLabel = "WHAT", description = "Ids, a claim or a number.")
    private List<String> words = List.of();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept in the audit log.")
    private @Nullable String reason;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ReviewCommand() {}

    @Override
    public void run() {
        try (var connection = LocalConnection.open(data)) {
            switch (action) {
                case "list" -> list(connection);
                case "same", "not-same", "unmerge", "undo" ->
                    connection.post("/api/v1/decisions", decision(), this::printOutcome);
                case "approve", "reject", "undo-correction" ->
                    connection.post(CORRECTIONS + "/" + number(), verdict(), this::printOutcome);
                default ->
                    throw FailedException.wrongUsage("'" + action + "' is not an action; see kamiyo review --help");
            }
        }
        spec.commandLine().getOut().flush();
    }

    private ObjectNode decision() {
        var body =
                JsonMapper.shared().createObjectNode().put("decision", action).put("reason", given());
        switch (action) {
            case "unmerge" -> {
                if (words.size() != 2) {
                    throw FailedException.wrongUsage("unmerge takes a source and a native id");
                }
                body.putObject("claim").put("source", words.get(0)).put("native_id", words.get(1));
            }
            case "undo" -> body.put("number", number());
            default -> words.forEach(body.putArray("exploits")::add);
        }
        return body;
    }

    private ObjectNode verdict() {
        return JsonMapper.shared()
                .createObjectNode()
                .put("verdict", action.equals("undo-correction") ? "undo" : action)
                .put("reason", given());
    }

    private String given() {
        if (reason == null) {
            throw FailedException.wrongUsage("--reason is required: it is kept in the audit log");
        }
        return reason;
    }

    private long number() {
        if (words.size() != 1 || !words.getFirst().matches("\\d{1,18}")) {
            throw FailedException.wrongUsage(action + " takes a number");
        }
        return Long.parseLong(words.getFirst());
    }

    private void list(LocalConnection connection) {
        var out = spec.commandLine().getOut();
        var seen = new HashSet<Set<String>>();
        connection.list("/api/v1/reviews", review -> {
            var exploits = Set.copyOf(review.path("claims").findValuesAsString("exploit"));
            if (seen.add(exploits) || !review.path("proposal").isNull()) { // each source of an exploit may have a pair
                printReview(review);
            }
        });
        connection.list(CORRECTIONS, correction -> {
            if (correction.path("state").asString("").equals("proposed")) {
                printCorrection(correction);
            }
        });
        out.println("Decide with: kamiyo review same|not-same ID ID --reason TEXT, or approve|reject NUMBER");
    }

    private void printReview(JsonNode review) {
        var one = review.at("/claims/0");
        var other = review.at("/claims/1");
        spec.commandLine()
                .getOut()
                .printf(
                        "%s (%s %s) and %s (%s %s): %s%s%n",
                        one.path("exploit").asString(""),
                        one.path("source").asString(""),
                        one.path("native_id").asString(""),
                        other.path("exploit").asString(""),
                        other.path("source").asString(""),
                        other.path("native_id").asString(""),
                        review.path("why").asString(""),
                        review.path("proposal").isNull()
                                ? ""
                                : ": " + review.path("proposal").asString("") + ", says "
                                        + review.path("proposed_by").asString(""));
    }

    private void printCorrection(JsonNode correction) {
        spec.commandLine()
                .getOut()
                .printf(
                        "correction %d of %s: %s (%s, %s)%n",
                        correction.path("number").asLong(),
                        correction.path("exploit").asString(""),
                        correction.path("fields"),
                        correction.path("reason").asString(""),
                        correction.path("author").asString(""));
    }

    private void printOutcome(JsonNode outcome) {
        spec.commandLine()
                .getOut()
                .printf(
                        "done, number %d; exploits now: %s%n",
                        outcome.path("number").asLong(),
                        String.join(
                                ", ",
                                outcome.path("exploits")
                                        .valueStream()
                                        .map(JsonNode::asString)
                                        .toList()));
    }
}
