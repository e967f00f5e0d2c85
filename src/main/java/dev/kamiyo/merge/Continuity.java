package dev.kamiyo.merge;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.KeptClaim;
import dev.kamiyo.merge.Matching.Shared;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds records that were edited so that their feed gives them another identity: one vanished, another one came, and
/// both would be one exploit if two sources said them.
public final class Continuity {
    /// What [Matching] takes for one exploit is never farther apart.
    private static final int NEAR = Keys.NAME_DAYS;

    private record Pair(Subject before, Subject after, int score) {}

    private Continuity() {}

    /// Each record continues at most one claim, the one that it resembles most.
    ///
    /// @param vanished claims of a feed that a fetch of it does not hold
    /// @param fresh records of that fetch that the feed never said before
    /// @return native ids of claims, by those of the records that continue them
    public static Map<String, String> between(Collection<KeptClaim> vanished, Collection<Claim> fresh) {
        var byDay = new TreeMap<Integer, List<Subject>>();
        for (var kept : vanished) {
            var before = Component.Node.of(kept).subject();
            if (before.days() != null) {
                byDay.computeIfAbsent(before.days().first(), _ -> new ArrayList<>())
                        .add(before);
            }
        }
        var pairs = new ArrayList<Pair>();
        for (var claim : fresh) {
            var after = Subject.of(claim.id(), claim.facts(), false);
            if (after.days() != null) {
                byDay.subMap(after.days().first() - NEAR, true, after.days().last() + NEAR, true)
                        .values()
                        .forEach(day -> day.forEach(before -> judge(before, after, pairs)));
            }
        }
        pairs.sort(Comparator.comparingInt((Pair pair) -> -pair.score)
                .thenComparing(pair -> pair.before.id())
                .thenComparing(pair -> pair.after.id()));
        var continued = new HashMap<String, String>();
        var taken = new HashSet<String>();
        for (var pair : pairs) {
            var after = pair.after.id().nativeId();
            if (!continued.containsKey(after) && taken.add(pair.before.id().nativeId())) {
                continued.put(after, pair.before.id().nativeId());
            }
        }
        return continued;
    }

    private static void judge(Subject before, Subject after, List<Pair> pairs) {
        boolean sameLoss = before.cents() != null
                && before.cents().equals(after.cents())
                && before.days() != null
                && before.days().equals(after.days());
        Matching.of(before, after, Shared.of(before, after))
                .filter(match -> match.verdict() == Match.Verdict.MERGE || sameLoss)
                .ifPresent(match -> pairs.add(new Pair(before, after, match.score())));
    }
}
