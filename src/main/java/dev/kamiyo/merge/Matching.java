package dev.kamiyo.merge;

import dev.kamiyo.merge.Match.Rule;
import dev.kamiyo.merge.Match.Verdict;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges whether two claims are of one exploit, by what they say alone. Symmetric; knows no other claims.
///
/// Days are whole UTC days, a loss is compared by the ratio of the larger to the smaller, and chains stand against
/// each other only where both are known and none is shared.
final class Matching {
    private static final int NEAR = 3;
    private static final int WEEK = 7;
    private static final double ALIKE = 4;
    private static final double CLOSE = 1.25;
    private static final double TENTH = 1.1;
    private static final double FIVE_PERCENT = 1.05;
    private static final double ONE_PERCENT = 1.01;
    private static final double UNKNOWN = -1;

    /// Digits that two equal amounts need to be no coincidence.
    private static final int TELLING_DIGITS = 3;

    /// What two claims share that is not shared by too many others.
    record Shared(boolean transaction, boolean attacker, boolean victim, boolean reference, boolean name) {
        /// Everything that they share counts.
        static Shared of(Subject a, Subject b) {
            return new Shared(
                    meet(a.transactions(), b.transactions()),
                    meet(a.attackers(), b.attackers()),
                    meet(a.victims(), b.victims()),
                    meet(a.references(), b.references()),
                    true);
        }
    }

    private enum Chains {
        SHARED,
        UNKNOWN,
        CONFLICT
    }

    private final Subject a;
    private final Subject b;
    private final Shared shared;
    private final Likeness names;
    private final @Nullable Integer days;
    private final boolean month;
    private final double ratio;
    private final Chains chains;

    private Matching(Subject a, Subject b, Shared shared) {
        this.a = a;
        this.b = b;
        this.shared = shared;
        var likeness = a.likeness(b); // initials share no key of a name with what they stand for
        this.names = shared.name || likeness == Likeness.INITIALS ? likeness : Likeness.NONE;
        var mine = a.days();
        var theirs = b.days();
        this.days = mine == null || theirs == null ? null : (Integer) mine.to(theirs);
        this.month = (mine != null && mine.isMonth()) || (theirs != null && theirs.isMonth());
        this.ratio = ratio(a.cents(), b.cents());
        this.chains = a.chains().isEmpty() || b.chains().isEmpty()
                ? Chains.UNKNOWN
                : meet(a.chains(), b.chains()) ? Chains.SHARED : Chains.CONFLICT;
    }

    /// What speaks for the two being one exploit; empty when nothing does.
    static Optional<Match> of(Subject a, Subject b, Shared shared) {
        var matching = new Matching(a, b, shared);
        Match best = null;
        int score = matching.closeness();
        for (var rule : Rule.values()) {
            var verdict = matching.verdict(rule);
            if (verdict.isEmpty()) {
                continue;
            }
            if (best == null || (best.verdict() == Verdict.REVIEW && verdict.get() == Verdict.MERGE)) {
                best = new Match(verdict.get(), rule, 0);
            }
            score += verdict.get() == Verdict.MERGE ? rule.weight() : rule.weight() / 10;
        }
        return best == null ? Optional.empty() : Optional.of(new Match(best.verdict(), best.rule(), score));
    }

    private Optional<Verdict> verdict(Rule rule) {
        return switch (rule) {
            case DECISION -> Optional.empty(); // is no matter of what claims say
            case TRANSACTION -> shared.transaction ? Optional.of(Verdict.MERGE) : Optional.empty();
            case ATTACKER -> shared.attacker ? Optional.of(byAttacker()) : Optional.empty();
            case REFERENCE -> shared.reference ? Optional.of(byReference()) : Optional.empty();
            case NAME -> byName();
            case VICTIM -> shared.victim && within(NEAR) ? Optional.of(byVictim()) : Optional.empty();
            case AMOUNT -> byAmount();
            case DAY -> byDay();
        };
    }

    /// Later than a few days it takes the name or the amount too: attackers come back with other exploits.
    private Verdict byAttacker() {
        boolean sameStory = names.isSame() || ratio(TENTH);
        boolean near = within(NEAR) || (sameStory && within(Keys.NAME_DAYS));
        return near && !contradictory() ? Verdict.MERGE : Verdict.REVIEW;
    }

    /// An article may tell of several exploits, so that the reference alone is not enough.
    private Verdict byReference() {
        boolean known = names.compareTo(Likeness.RELATED) <= 0 || ratio(CLOSE) || (within(1) && !contradictory());
        boolean near = days == null || days <= WEEK;
        return known && near && chains != Chains.CONFLICT && !(ratio > ALIKE && names == Likeness.NONE)
                ? Verdict.MERGE
                : Verdict.REVIEW;
    }

    private Optional<Verdict> byName() {
        boolean bare = names == Likeness.INITIALS && ratio == UNKNOWN && byDay().isEmpty();
        if (names == Likeness.NONE || bare) { // the two would be compared in one order of arrival only
            return Optional.empty();
        }
        if (days == null || days > Keys.NAME_DAYS) {
            return isSlip() ? Optional.of(Verdict.REVIEW) : Optional.empty();
        }
        if (chains != Chains.CONFLICT && isSameStory()) {
            return Optional.of(Verdict.MERGE);
        }
        boolean plausible = days <= NEAR || ratio <= ALIKE;
        boolean telling = names != Likeness.GENERIC || (ratio(ALIKE) && within(1) && chains == Chains.SHARED);
        return plausible && telling ? Optional.of(Verdict.REVIEW) : Optional.empty();
    }

    /// Sources err in amounts by powers of ten, and tell the day that it became known, but seldom both.
    private boolean isSameStory() {
        if (within(NEAR) && ratio <= ALIKE && isSameName()) {
            return true;
        }
        return !month && ((names == Likeness.EQUAL && within(1)) || (names.isSame() && ratio(FIVE_PERCENT)));
    }

    /// Where only the month is known, or the name is that of many, the amount has to agree too.
    private boolean isSameName() {
        if (names.isSame()) {
            return !month || ratio(CLOSE);
        }
        boolean close = (within(1) && ratio(TENTH)) || (within(NEAR) && ratio(ONE_PERCENT));
        return !month && close && (names != Likeness.GENERIC || chains == Chains.SHARED);
    }

    private boolean isSlip() {
        var mine = a.days();
        var theirs = b.days();
        return mine != null
                && theirs != null
                && mine.isSlip(theirs)
                && chains != Chains.CONFLICT
                && ((names == Likeness.EQUAL && ratio <= TENTH) || (names == Likeness.PLAIN && ratio(TENTH)));
    }

    private Verdict byVictim() {
        return ratio(CLOSE) && chains != Chains.CONFLICT ? Verdict.MERGE : Verdict.REVIEW;
    }

    private Optional<Verdict> byAmount() {
        if (month || !within(NEAR) || !ratio(TENTH)) {
            return Optional.empty();
        }
        boolean close = within(1) && ratio(FIVE_PERCENT);
        return switch (chains) {
            case CONFLICT -> Optional.empty();
            case UNKNOWN, SHARED -> {
                if (close && isSameToTheDigit()) {
                    yield Optional.of(Verdict.MERGE);
                }
                yield close || chains == Chains.SHARED ? Optional.of(Verdict.REVIEW) : Optional.empty();
            }
        };
    }

    /// A protocol, its token and its victim have names with nothing in common; without an amount no more is left.
    private Optional<Verdict> byDay() {
        boolean few = a.chains().size() <= Keys.FEW_CHAINS && b.chains().size() <= Keys.FEW_CHAINS;
        boolean same = ratio == UNKNOWN && !month && within(Keys.CHAIN_DAYS) && chains == Chains.SHARED && few;
        return same ? Optional.of(Verdict.REVIEW) : Optional.empty();
    }

    /// Whether the rounder amount is the other one, rounded or cut off.
    private boolean isSameToTheDigit() {
        var mine = a.cents();
        var theirs = b.cents();
        if (mine == null || theirs == null) {
            return false;
        }
        long rough = digits(mine) <= digits(theirs) ? mine : theirs;
        long fine = rough == mine ? theirs : mine;
        long unit = 1;
        while (rough % (unit * 10) == 0) {
            unit *= 10;
        }
        boolean same = fine / unit * unit == rough || (fine + unit / 2) / unit * unit == rough;
        return same && digits(rough) >= TELLING_DIGITS;
    }

    private static int digits(long cents) {
        return String.valueOf(cents).replaceFirst("0+$", "").length();
    }

    /// Other names, and amounts or chains that do not fit: one attacker, or one article, of two exploits.
    private boolean contradictory() {
        return names == Likeness.NONE && (ratio > ALIKE || chains == Chains.CONFLICT);
    }

    /// Prefers the closer of two candidates that the same rule finds.
    private int closeness() {
        int name =
                switch (names) {
                    case EQUAL -> 40;
                    case CONTAINED -> 30;
                    case SIMILAR -> 20;
                    case PLAIN -> 15;
                    case INITIALS, RELATED -> 10;
                    case GENERIC -> 5;
                    case NONE -> 0;
                };
        int day = days == null ? 0 : Math.max(0, 12 - 4 * days);
        int amount = ratio == UNKNOWN ? 0 : ratio <= ONE_PERCENT ? 15 : ratio <= TENTH ? 10 : ratio <= ALIKE ? 3 : 0;
        return name + day + amount + (chains == Chains.SHARED ? 5 : 0);
    }

    private boolean within(int most) {
        return days != null && days <= most;
    }

    /// Whether both amounts are known and this close.
    private boolean ratio(double most) {
        return ratio != UNKNOWN && ratio <= most;
    }

    private static double ratio(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? UNKNOWN : (double) Math.max(a, b) / Math.min(a, b);
    }

    private static boolean meet(Set<String> a, Set<String> b) {
        return !Collections.disjoint(a, b);
    }
}
