package dev.kamiyo.alert;

import dev.kamiyo.exploit.ChangeStore.Change;
import dev.kamiyo.search.Traits;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A change of an exploit that rules are asked of. Immutable.
final class Candidate {
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Change change;
    private final JsonNode after;
    private final Traits traits;
    private final JsonNode before;
    private final @Nullable Traits traitsBefore;

    /// @param before the exploit as it was before; empty when there was none
    Candidate(Change change, Optional<String> before) {
        this.change = change;
        this.after = EXACT.readTree(change.json());
        this.traits = Traits.of(after);
        this.before = before.isEmpty() ? EXACT.missingNode() : EXACT.readTree(before.get());
        this.traitsBefore = before.isEmpty() ? null : Traits.of(this.before);
    }

    /// What a rule may tell of it: what it is if the rule never told of the exploit before, and what it is otherwise.
    record Match(ReadyRule rule, Optional<Item> asNew, Optional<Item> asChange) {}

    Change change() {
        return change;
    }

    /// Asks a rule; empty when it has nothing to tell.
    ///
    /// @param now ages are counted from it: a change may have waited, or bear the time of a clock that was ahead
    Optional<Match> ask(ReadyRule rule, Instant now) {
        if (change.seq() <= rule.since() || !rule.concerns(traits) || isTooOld(after, rule.rule(), now)) {
            return Optional.empty();
        }
        var asNew = isNewTo(rule, now)
                ? Optional.of(Item.of(
                        Set.of(Occasion.NEW),
                        change.seq(),
                        after,
                        JsonMapper.shared().createObjectNode()))
                : Optional.<Item>empty();
        var asChange = traitsBefore == null ? Optional.<Item>empty() : changed(rule.rule());
        return asNew.isEmpty() && asChange.isEmpty() ? Optional.empty() : Optional.of(new Match(rule, asNew, asChange));
    }

    /// Also one that was known, and concerns the rule only now.
    private boolean isNewTo(ReadyRule rule, Instant now) {
        boolean concernedBefore =
                traitsBefore != null && rule.concerns(traitsBefore) && !isTooOld(before, rule.rule(), now);
        return rule.rule().on().contains(Occasion.NEW)
                && !concernedBefore
                && !change.kind().equals("revived");
    }

    private Optional<Item> changed(Rule rule) {
        var comparison = Comparison.of(before, after, rule);
        return comparison.on().isEmpty()
                ? Optional.empty()
                : Optional.of(Item.of(comparison.on(), change.seq(), after, comparison.was()));
    }

    /// The sources that say it and did not before.
    Set<String> newSources() {
        var names = sources(after);
        names.removeAll(sources(before));
        return names;
    }

    private static Set<String> sources(JsonNode exploit) {
        var names = new TreeSet<String>();
        exploit.path("sources").forEach(source -> names.add(source.path("name").asString("")));
        return names;
    }

    /// By the end of the day or month that it is known to have happened in.
    private static boolean isTooOld(JsonNode exploit, Rule rule, Instant now) {
        var occurred = exploit.path("occurred_at").asString("");
        if (occurred.isEmpty()) {
            return !rule.undated();
        }
        var start = Instant.parse(occurred);
        var end =
                switch (exploit.path("occurred_precision").asString("")) {
                    case "month" -> start.atZone(ZoneOffset.UTC).plusMonths(1).toInstant();
                    case "day" -> start.plus(Duration.ofDays(1));
                    default -> start;
                };
        return end.isBefore(now.minus(Duration.ofDays(rule.maxAgeDays())));
    }
}
