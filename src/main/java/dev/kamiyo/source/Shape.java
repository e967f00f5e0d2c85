package dev.kamiyo.source;

import dev.kamiyo.exploit.Facts;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What a fetch of a feed looks like from afar: how many records, and how many of them tell a fact.
///
/// A feed whose publisher changed its form drifts: what it says is then not taken until a person looked at it.
///
/// @param records well-formed and rejected ones
/// @param rejected those that could not be claims
/// @param facts well-formed records by the fact that they tell
record Shape(int records, int rejected, Map<String, Integer> facts) {
    private static final Map<String, Predicate<Facts>> TOLD = new TreeMap<>(Map.of(
            "chains", facts -> !facts.chains().isEmpty(),
            "loss_usd", facts -> facts.loss() != null,
            "occurred_at", facts -> facts.occurred().at() != null,
            "protocol", facts -> facts.protocol() != null,
            "recovered_usd", facts -> facts.recovered() != null,
            "references", facts -> !facts.references().isEmpty(),
            "technique", facts -> facts.techniqueLabel() != null || facts.technique() != null,
            "transactions", facts -> !facts.transactions().isEmpty(),
            "addresses", facts -> !facts.addresses().isEmpty()));

    /// With fewer records nothing can be concluded.
    private static final int ENOUGH = 10;

    /// With fewer records than this before, a third less may be chance.
    private static final int MANY = 30;

    /// With fewer rejected records than this the others are worth more than the doubt.
    private static final int FEW = 5;

    private static final int THIRD = 3;
    private static final int TENTH = 10;

    /// A fact that one record of so many told is a fact of the feed.
    private static final int COMMON = 4;

    Shape {
        facts = Map.copyOf(facts);
    }

    static Shape of(Parsed parsed) {
        var facts = new TreeMap<String, Integer>();
        TOLD.forEach((name, told) -> facts.put(name, (int) parsed.claims().stream()
                .filter(claim -> told.test(claim.facts()))
                .count()));
        int rejected = parsed.rejected().size();
        return new Shape(parsed.claims().size() + rejected, rejected, facts);
    }

    /// What is suspicious about a fetch.
    ///
    /// @param before the last of the same kind that was taken
    static Optional<String> suspicion(Parsed parsed, Optional<Shape> before) {
        var shape = of(parsed);
        return shape.hasTooManyRejected(before)
                ? Optional.of(shape.rejected + " of " + shape.records + " records are rejected; the first: "
                        + parsed.rejected().getFirst().reason())
                : before.flatMap(shape::suspicion);
    }

    /// Whether too many records are rejected; where somebody accepted that before, a tenth of all more than then.
    private boolean hasTooManyRejected(Optional<Shape> before) {
        int accepted = before.filter(Shape::hasManyRejected)
                .map(shape -> shape.rejected + records / TENTH)
                .orElse(0);
        return hasManyRejected() && rejected > accepted;
    }

    private boolean hasManyRejected() {
        return rejected >= FEW && rejected * THIRD > records;
    }

    private Optional<String> suspicion(Shape before) {
        if (before.records >= MANY && records * 3L <= before.records * 2L) {
            return Optional.of("it has " + records + " records, after " + before.records + " the last time");
        }
        if (records < ENOUGH) {
            return Optional.empty();
        }
        return TOLD.keySet().stream()
                .filter(fact ->
                        told(fact) == 0 && before.told(fact) >= ENOUGH && before.told(fact) * COMMON >= before.records)
                .map(fact -> "no record tells " + fact + " any more, after " + before.told(fact) + " of "
                        + before.records + " the last time")
                .findFirst();
    }

    private int told(String fact) {
        return facts.getOrDefault(fact, 0);
    }
}
