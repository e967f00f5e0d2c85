package dev.kamiyo.merge;

import dev.kamiyo.exploit.ClaimId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Parts a set of claims into exploits: the strongest evidence first, each pair joining two groups unless something
/// stands against it. The outcome does not depend on the order in which claims or matches are given.
///
/// Two claims of one source are never one exploit, and a group has at most [#MOST] claims, unless a person decided
/// it. A claim that its source withdrew follows the others, but joins no two of them.
final class Partition {
    /// Claims in a group that no person has looked at.
    static final int MOST = 24;

    /// Two claims, the first of which sorts before the other.
    record Pair(ClaimId first, ClaimId second) implements Comparable<Pair> {
        private static final Comparator<Pair> ORDER =
                Comparator.comparing(Pair::first).thenComparing(Pair::second);

        static Pair of(ClaimId a, ClaimId b) {
            return a.compareTo(b) <= 0 ? new Pair(a, b) : new Pair(b, a);
        }

        /// Whether a claim is one of the two.
        boolean has(ClaimId claim) {
            return first.equals(claim) || second.equals(claim);
        }

        @Override
        public int compareTo(Pair other) {
            return ORDER.compare(this, other);
        }
    }

    /// Evidence that two claims are one exploit.
    record Edge(Pair pair, Match match) {}

    private static final class Group {
        private final TreeSet<ClaimId> claims = new TreeSet<>();
        private final Set<String> sources = new HashSet<>();
        private boolean live;
        private int reports;

        private Group(Subject subject) {
            claims.add(subject.id());
            if (!subject.id().source().equals(Said.CORRECTION)) { // a correction reports nothing
                sources.add(subject.id().source());
                live = !subject.withdrawn();
                reports = 1;
            }
        }
    }

    private final Map<ClaimId, Group> groups = new HashMap<>();
    private final Map<ClaimId, Set<ClaimId>> apart = new HashMap<>();
    private final Set<ClaimId> withdrawn = new HashSet<>();

    private Partition(Collection<Subject> subjects, Set<Pair> notSame) {
        for (var subject : subjects) {
            groups.put(subject.id(), new Group(subject));
            if (subject.withdrawn()) {
                withdrawn.add(subject.id());
            }
        }
        for (var pair : notSame) {
            apart.computeIfAbsent(pair.first, _ -> new HashSet<>()).add(pair.second);
            apart.computeIfAbsent(pair.second, _ -> new HashSet<>()).add(pair.first);
        }
    }

    /// The groups, each sorted, in the order of their first claims.
    ///
    /// @param subjects the claims
    /// @param edges evidence among them; that of decisions included
    /// @param notSame pairs that a person parted
    static List<List<ClaimId>> of(Collection<Subject> subjects, Collection<Edge> edges, Set<Pair> notSame) {
        var partition = new Partition(subjects, notSame);
        edges.stream()
                .sorted(Comparator.comparingInt((Edge edge) -> partition.isOfWithdrawn(edge) ? 1 : 0)
                        .thenComparingInt(edge -> -edge.match.score())
                        .thenComparing(Edge::pair))
                .forEach(partition::join);
        var found = new TreeMap<ClaimId, List<ClaimId>>();
        for (var group : new HashSet<>(partition.groups.values())) {
            found.put(group.claims.first(), List.copyOf(group.claims));
        }
        return new ArrayList<>(found.values());
    }

    private boolean isOfWithdrawn(Edge edge) {
        return withdrawn.contains(edge.pair.first) || withdrawn.contains(edge.pair.second);
    }

    private void join(Edge edge) {
        var one = group(edge.pair.first);
        var other = group(edge.pair.second);
        boolean decided = edge.match.rule() == Match.Rule.DECISION;
        if (one == other || areApart(one, other) || (!decided && !mayJoin(one, other, edge))) {
            return;
        }
        one.claims.addAll(other.claims);
        one.sources.addAll(other.sources);
        one.live |= other.live;
        one.reports += other.reports;
        other.claims.forEach(claim -> groups.put(claim, one));
    }

    private boolean mayJoin(Group one, Group other, Edge edge) {
        if (one.reports + other.reports > MOST || one.sources.stream().anyMatch(other.sources::contains)) {
            return false;
        }
        return !(isOfWithdrawn(edge) && one.live && other.live);
    }

    private boolean areApart(Group one, Group other) {
        return one.claims.stream()
                .anyMatch(claim -> apart.getOrDefault(claim, Set.of()).stream().anyMatch(other.claims::contains));
    }

    private Group group(ClaimId claim) {
        var group = groups.get(claim);
        if (group == null) {
            throw new IllegalArgumentException("evidence of a claim that is not among them: " + claim);
        }
        return group;
    }
}
