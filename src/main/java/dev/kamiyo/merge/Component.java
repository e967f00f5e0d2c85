package dev.kamiyo.merge;

import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ClaimStore;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.exploit.KeptClaim;
import dev.kamiyo.merge.KeyIndexStore.Found;
import dev.kamiyo.merge.Keys.Kind;
import dev.kamiyo.merge.Partition.Edge;
import dev.kamiyo.merge.Partition.Pair;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The claims that a change can reach: those that evidence or a decision leads to, step by step, and those that share
/// an exploit with one of them. How claims outside are parted cannot depend on the change.
final class Component {
    /// A claim of it.
    ///
    /// @param found its candidates, where they are known already
    record Node(
            KeptClaim claim,
            Facts facts,
            Subject subject,
            @Nullable Found found) {
        static Node of(KeptClaim claim) {
            var facts = FactsJson.read(claim.facts());
            return new Node(claim, facts, Subject.of(claim.id(), facts, claim.withdrawn() != null), null);
        }

        Said said() {
            return new Said(
                    claim.id(), facts, Said.fields(claim), claim.url(), claim.firstSeen(), claim.withdrawn() != null);
        }
    }

    private final Reader reader;
    private final ClaimStore claims;
    private final KeyIndexStore index;
    private final DecisionStore decisions;
    private final SequencedMap<ClaimId, Node> nodes = new TreeMap<>();
    private final Map<ClaimId, Node> known = new HashMap<>();
    private final Map<Pair, Match> evidence = new HashMap<>();
    private final Map<Pair, Match> doubts = new HashMap<>();
    private final Set<Pair> notSame = new HashSet<>();
    private final Set<ExploitId> exploits = new HashSet<>();
    private final Deque<ClaimId> waiting = new ArrayDeque<>();
    private List<List<ClaimId>> parts = List.of();

    private Component(Reader reader, ClaimStore claims, KeyIndexStore index, DecisionStore decisions) {
        this.reader = reader;
        this.claims = claims;
        this.index = index;
        this.decisions = decisions;
    }

    /// The component of some claims.
    ///
    /// @param changed claims as they are to be kept, whatever the data says of them
    /// @param touched other claims whose evidence changed
    static Component around(
            Reader reader,
            ClaimStore claims,
            KeyIndexStore index,
            DecisionStore decisions,
            Collection<Node> changed,
            Collection<ClaimId> touched) {
        var component = new Component(reader, claims, index, decisions);
        for (var node : changed) {
            component.known.put(node.claim().id(), node);
            component.waiting.add(node.claim().id());
        }
        component.waiting.addAll(touched);
        component.grow();
        component.parts = component.part();
        return component;
    }

    private void grow() {
        while (!waiting.isEmpty()) {
            var id = waiting.remove();
            if (nodes.containsKey(id)) {
                continue;
            }
            var node = node(id);
            nodes.put(id, node);
            var exploit = node.claim.exploit();
            if (exploit != null && exploits.add(exploit)) {
                claims.of(reader, exploit).forEach(this::share);
            }
            decide(id);
            if (!node.claim.id().source().equals(Said.CORRECTION)) {
                compare(node);
            }
        }
    }

    private void share(KeptClaim claim) {
        known.computeIfAbsent(claim.id(), _ -> Node.of(claim));
        waiting.add(claim.id());
    }

    /// A claim of it, or one that it was compared with.
    Node node(ClaimId id) {
        return known.computeIfAbsent(
                id,
                _ -> Node.of(claims.find(reader, id).orElseThrow(() -> new IllegalStateException("no claim " + id))));
    }

    private void decide(ClaimId id) {
        for (var decided : decisions.of(reader, id)) {
            var pair = decided.pair();
            switch (decided.verdict()) {
                case SAME -> {
                    evidence.put(
                            pair,
                            new Match(Match.Verdict.MERGE, Match.Rule.DECISION, 10 * Match.Rule.DECISION.weight()));
                    waiting.add(pair.first().equals(id) ? pair.second() : pair.first());
                }
                case NOT_SAME -> notSame.add(pair);
                case NONE -> {}
            }
        }
    }

    private void compare(Node node) {
        var id = node.claim.id();
        var found = node.found == null
                ? index.near(reader, id.source(), node.claim.number(), Keys.of(node.subject))
                : node.found;
        for (var candidate : found.candidates().entrySet()) {
            var pair = Pair.of(id, candidate.getKey());
            if (evidence.containsKey(pair) || doubts.containsKey(pair)) {
                continue;
            }
            var other = node(candidate.getKey());
            Matching.of(node.subject, other.subject, shared(candidate.getValue()))
                    .ifPresent(match -> {
                        switch (match.verdict()) {
                            case MERGE -> {
                                evidence.put(pair, match);
                                waiting.add(candidate.getKey());
                            }
                            case REVIEW -> doubts.put(pair, match);
                        }
                    });
        }
    }

    private static Matching.Shared shared(Set<Kind> kinds) {
        return new Matching.Shared(
                kinds.contains(Kind.TRANSACTION),
                kinds.contains(Kind.ATTACKER),
                kinds.contains(Kind.VICTIM),
                kinds.contains(Kind.REFERENCE),
                kinds.contains(Kind.NAME));
    }

    /// The claims, by identity.
    SequencedMap<ClaimId, Node> nodes() {
        return nodes;
    }

    /// The claims of each exploit, most of them one.
    List<List<ClaimId>> parts() {
        return parts;
    }

    private List<List<ClaimId>> part() {
        var edges = evidence.entrySet().stream()
                .map(e -> new Edge(e.getKey(), e.getValue()))
                .toList();
        return Partition.of(nodes.values().stream().map(Node::subject).toList(), edges, notSame);
    }

    /// Pairs that a person should look at.
    Map<Pair, Match> doubts() {
        return doubts;
    }
}
