package dev.kamiyo.alert;

import dev.kamiyo.channel.Message;
import dev.kamiyo.channel.Urgency;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The words of alerts. All of them are plain text; channels see to it that nothing in them becomes markup.
final class Messages {
    private static final int NAMED = 20;
    private static final BigDecimal CENTS_BELOW = BigDecimal.valueOf(1_000);

    private Messages() {}

    /// A message as channels take it.
    static Message of(Delivery delivery, Contents contents) {
        var first = contents.items().getFirst();
        boolean single = contents.items().size() == 1 && contents.more() == 0;
        return new Message(
                delivery.id(),
                single ? first.on().equals(Set.of(Occasion.NEW)) ? "exploit.new" : "exploit.changed" : "exploit.digest",
                single ? first.id() : contents.rule(),
                Urgency.INFO,
                single ? title(first) : several(contents),
                single ? text(first, contents.rule()) : list(contents),
                delivery.ready(),
                contents.json());
    }

    private static String several(Contents contents) {
        long all = contents.items().size() + contents.more();
        return "%,d alerts of the rule %s".formatted(all, contents.rule());
    }

    private static String title(Item item) {
        var exploit = item.exploit();
        var name = exploit.path("title").asString("");
        return item.on().contains(Occasion.NEW)
                ? "New exploit: " + name + ", " + loss(exploit)
                : name + ": " + changes(item);
    }

    private static String loss(JsonNode exploit) {
        var loss = exploit.path("loss_usd");
        return loss.isNumber()
                ? usd(loss) + " lost (" + exploit.path("severity").asString("") + ")"
                : "loss unknown";
    }

    private static String changes(Item item) {
        return item.on().stream()
                .sorted()
                .map(occasion -> change(occasion, item))
                .collect(Collectors.joining("; "));
    }

    private static String change(Occasion occasion, Item item) {
        var member = Comparison.member(occasion);
        var is = item.exploit().path(member);
        var was = item.was().path(member);
        return switch (occasion) {
            case NEW -> "new";
            case AMOUNT -> "loss " + usd(is) + ", was " + usd(was);
            case RECOVERY -> "recovered " + usd(is) + ", was " + usd(was);
            case ROOT_CAUSE -> "root cause " + word(is) + ", was " + word(was);
            case STATUS -> word(is) + ", was " + word(was);
        };
    }

    private static String word(JsonNode value) {
        return value.asString("unknown");
    }

    private static String usd(JsonNode value) {
        if (!value.isNumber()) {
            return "unknown";
        }
        var amount = value.decimalValue();
        int scale = amount.compareTo(CENTS_BELOW) < 0 ? 2 : 0;
        return "$" + String.format(Locale.ROOT, "%,." + scale + "f", amount.setScale(scale, RoundingMode.HALF_UP));
    }

    private static String text(Item item, String rule) {
        var exploit = item.exploit();
        var lines = new ArrayList<String>();
        lines.add(facts(exploit));
        if (item.on().contains(Occasion.NEW)) {
            lines.add("Status: " + word(exploit.path("status")) + ", technique: " + word(exploit.path("technique")));
        }
        lines.add("Rule: " + rule);
        return String.join("\n", lines);
    }

    private static String facts(JsonNode exploit) {
        var chains =
                exploit.path("chains").valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
        return exploit.path("id").asString("") + ", " + (chains.isEmpty() ? "chain unknown" : chains) + ", "
                + occurred(exploit);
    }

    private static String occurred(JsonNode exploit) {
        var at = exploit.path("occurred_at").asString("");
        return switch (exploit.path("occurred_precision").asString("")) {
            case "second" -> at;
            case "day" -> at.substring(0, 10);
            case "month" -> at.substring(0, 7);
            default -> "time unknown";
        };
    }

    private static String list(Contents contents) {
        var lines = new ArrayList<String>();
        contents.items().stream()
                .limit(NAMED)
                .map(item -> title(item) + " (" + facts(item.exploit()) + ")")
                .forEach(lines::add);
        long others = contents.items().size() + contents.more() - lines.size();
        if (others > 0) {
            lines.add("and %,d more".formatted(others));
        }
        return String.join("\n", lines);
    }
}
