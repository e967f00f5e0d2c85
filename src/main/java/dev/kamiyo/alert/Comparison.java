package dev.kamiyo.alert;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What became of an exploit that was known before.
///
/// @param on what of that a rule tells
/// @param was the members concerned, as they were
record Comparison(Set<Occasion> on, ObjectNode was) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /// Compares an exploit with what it was, for a rule.
    static Comparison of(JsonNode before, JsonNode after, Rule rule) {
        var on = EnumSet.noneOf(Occasion.class);
        var was = JsonMapper.shared().createObjectNode();
        for (var occasion : rule.on()) {
            boolean happened =
                    switch (occasion) {
                        case NEW -> false;
                        case AMOUNT -> isOtherAmount(before.path("loss_usd"), after.path("loss_usd"), rule);
                        case RECOVERY -> isOther(before.path("recovered_usd"), after.path("recovered_usd"));
                        case ROOT_CAUSE -> isOther(before.path("technique"), after.path("technique"));
                        case STATUS -> isOther(before.path("status"), after.path("status"));
                    };
            if (happened) {
                on.add(occasion);
                was.set(member(occasion), before.path(member(occasion)));
            }
        }
        return new Comparison(on, was);
    }

    /// The member of an exploit that an occasion is about.
    static String member(Occasion occasion) {
        return switch (occasion) {
            case NEW -> "id";
            case AMOUNT -> "loss_usd";
            case RECOVERY -> "recovered_usd";
            case ROOT_CAUSE -> "technique";
            case STATUS -> "status";
        };
    }

    /// What is not known any more is no news.
    private static boolean isOther(JsonNode before, JsonNode after) {
        if (after.isMissingNode() || after.isNull()) {
            return false;
        }
        boolean numbers = before.isNumber() && after.isNumber();
        return numbers ? before.decimalValue().compareTo(after.decimalValue()) != 0 : !before.equals(after);
    }

    private static boolean isOtherAmount(JsonNode before, JsonNode after, Rule rule) {
        if (!isOther(before, after)) {
            return false;
        }
        if (!before.isNumber()) {
            return true;
        }
        var was = before.decimalValue();
        var change = was.subtract(after.decimalValue()).abs().multiply(HUNDRED);
        return change.compareTo(was.multiply(BigDecimal.valueOf(rule.amountPercent()))) >= 0;
    }
}
