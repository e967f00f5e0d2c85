package dev.kamiyo.merge;

import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.Component.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Which number each part of a component gets: one that its claims had, the oldest first; else the one that was once
/// made for a claim of it; else a new one. A number that no part keeps is retired.
final class Numbering {
    /// How a part came by its number.
    enum Origin {
        HAD,
        BACK,
        NEW
    }

    /// A part and its number.
    ///
    /// @param claims the claims, sorted
    /// @param tookOver numbers that end in this one
    /// @param lost whether claims that had this number have another one now
    record Part(ExploitId id, Origin origin, List<Node> claims, List<ExploitId> tookOver, boolean lost) {}

    private final Tx tx;
    private final ExploitStore exploits;
    private final List<List<Node>> parts;
    private final Map<ExploitId, List<ClaimId>> before = new TreeMap<>(Comparator.comparing(ExploitId::text));
    private final Map<Integer, ExploitId> given = new HashMap<>();
    private final Map<Integer, Origin> origins = new HashMap<>();

    private Numbering(Tx tx, ExploitStore exploits, SequencedMap<ClaimId, Node> nodes, List<List<ClaimId>> parts) {
        this.tx = tx;
        this.exploits = exploits;
        this.parts = parts.stream()
                .map(part -> part.stream().map(nodes::get).toList())
                .toList();
        for (var node : nodes.values()) {
            var exploit = node.claim().exploit();
            if (exploit != null) {
                before.computeIfAbsent(exploit, _ -> new ArrayList<>())
                        .add(node.claim().id());
            }
        }
    }

    /// Numbers the parts.
    static List<Part> of(Tx tx, ExploitStore exploits, SequencedMap<ClaimId, Node> nodes, List<List<ClaimId>> parts) {
        return new Numbering(tx, exploits, nodes, parts).number();
    }

    private List<Part> number() {
        before.keySet().forEach(this::keep);
        for (int part = 0; part < parts.size(); part++) {
            if (!given.containsKey(part)) {
                var back = former(part);
                int index = part;
                give(part, back.orElseGet(() -> fresh(index)), back.isPresent() ? Origin.BACK : Origin.NEW);
            }
        }
        var tookOver = new HashMap<Integer, List<ExploitId>>();
        for (var id : before.keySet()) {
            if (!given.containsValue(id)) {
                tookOver.computeIfAbsent(heir(id), _ -> new ArrayList<>()).add(id);
            }
        }
        var numbered = new ArrayList<Part>();
        for (int part = 0; part < parts.size(); part++) {
            var id = Objects.requireNonNull(given.get(part));
            var claims = parts.get(part);
            long stayed = claims.stream()
                    .filter(node -> id.equals(node.claim().exploit()))
                    .count();
            numbered.add(new Part(
                    id,
                    Objects.requireNonNull(origins.get(part)),
                    claims,
                    tookOver.getOrDefault(part, List.of()),
                    stayed < before.getOrDefault(id, List.of()).size()));
        }
        return numbered;
    }

    private ExploitId fresh(int part) {
        var facts =
                Resolution.of(parts.get(part).stream().map(Node::said).toList()).facts();
        return exploits.nextId(tx, facts.occurred());
    }

    private void give(int part, ExploitId id, Origin origin) {
        given.put(part, id);
        origins.put(part, origin);
    }

    /// Gives a number to the part that holds the claim it was made for, or else most of its claims.
    private void keep(ExploitId id) {
        int best = -1;
        long bestWeight = 0;
        for (int part = 0; part < parts.size(); part++) {
            long weight = given.containsKey(part) ? 0 : weight(part, id);
            if (weight > bestWeight) {
                best = part;
                bestWeight = weight;
            }
        }
        if (best >= 0) {
            give(best, id, Origin.HAD);
        }
    }

    private int heir(ExploitId id) {
        int best = 0;
        for (int part = 1; part < parts.size(); part++) {
            best = weight(part, id) > weight(best, id) ? part : best;
        }
        return best;
    }

    private long weight(int part, ExploitId id) {
        long weight = 0;
        for (var node : parts.get(part)) {
            if (id.equals(node.claim().exploit())) {
                boolean stands = node.claim().withdrawn() == null;
                weight += (stands ? 1_000 : 1) * (id.equals(node.claim().home()) ? 1_000_000L : 1);
            }
        }
        return weight;
    }

    private Optional<ExploitId> former(int part) {
        Set<ExploitId> inUse = new HashSet<>(given.values());
        return parts.get(part).stream()
                .flatMap(node -> Stream.ofNullable(node.claim().home()))
                .filter(home -> !inUse.contains(home) && exploits.isRetired(tx, home))
                .min(Comparator.comparing(ExploitId::text));
    }
}
