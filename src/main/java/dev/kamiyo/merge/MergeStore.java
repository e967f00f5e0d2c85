package dev.kamiyo.merge;

import dev.kamiyo.db.Command;
import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ClaimStore;
import dev.kamiyo.exploit.Comparison;
import dev.kamiyo.exploit.Exploit;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.exploit.KeptClaim;
import dev.kamiyo.exploit.Saved;
import dev.kamiyo.journal.Table;
import dev.kamiyo.merge.Component.Node;
import dev.kamiyo.merge.KeyIndexStore.Found;
import dev.kamiyo.merge.Partition.Pair;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// Keeps claims and sees to it that those of one exploit are one exploit. Stateless; safe for use by many threads.
///
/// A change resolves anew what it can reach, see [Component], so that the exploits are always those that the claims
/// and the decisions of people make, in whatever order they came; only their numbers tell of that.
public final class MergeStore {
    private static final Table META = Table.of("meta", "name", "value");
    private static final String INDEXED = "merge-indexed";

    /// Changes with the form of [Keys], so that existing claims are indexed again.
    private static final String EDITION = "4";

    private static final int BATCH = 100;

    private final ExploitStore exploits;
    private final ClaimStore claims = new ClaimStore();
    private final KeyIndexStore index = new KeyIndexStore();
    private final DecisionStore decisions = new DecisionStore();
    private final ReviewStore reviews = new ReviewStore();

    /// @param exploits keeps what comes out
    public MergeStore(ExploitStore exploits) {
        this.exploits = exploits;
    }

    /// What keeping a claim would do; nothing is written.
    public Comparison compare(Reader reader, Claim claim) {
        var facts = FactsJson.write(claim.facts()).toString();
        return claims.find(reader, claim.id())
                .map(kept -> same(kept, claim, facts) ? Comparison.UNCHANGED : Comparison.CHANGED)
                .orElse(Comparison.NEW);
    }

    /// Keeps a claim: the first of its source and identity joins the exploit that it belongs to, or makes one.
    public Saved save(Tx tx, Claim claim) {
        return saving(claim).run(tx);
    }

    /// The command that keeps a claim. What needs no data is done here and now, and not on the writer's thread.
    public Command<Saved> saving(Claim claim) {
        var facts = FactsJson.write(claim.facts()).toString();
        var subject = Subject.of(claim.id(), claim.facts(), false);
        var keys = Keys.of(subject);
        return tx -> {
            var before = claims.find(tx, claim.id());
            if (before.isPresent() && same(before.get(), claim, facts)) {
                return new Saved.Unchanged(exploitOf(before.get()));
            }
            var now = tx.at().truncatedTo(ChronoUnit.SECONDS);
            var kept = new KeptClaim(
                    claim.id(),
                    before.map(KeptClaim::number).orElseGet(() -> claims.nextNumber(tx)),
                    before.map(KeptClaim::exploit).orElse(null),
                    before.map(KeptClaim::home).orElse(null),
                    claim.url(),
                    facts,
                    claim.raw(),
                    before.map(KeptClaim::firstSeen).orElse(now),
                    now,
                    null);
            var found = index.near(tx, claim.source(), kept.number(), keys);
            var touched = index(tx, kept, keys, found, before);
            if (before.isEmpty() && found.candidates().isEmpty() && touched.isEmpty()) {
                return new Saved.New(make(tx, kept, claim));
            }
            var id = resolve(tx, List.of(new Node(kept, claim.facts(), subject, found)), touched);
            return before.isPresent() ? new Saved.Changed(id) : new Saved.New(id);
        };
    }

    /// The exploit of a claim that nothing leads from; most new claims are such.
    private ExploitId make(Tx tx, KeptClaim kept, Claim claim) {
        var id = exploits.nextId(tx, claim.facts().occurred());
        var origins = List.of(new Exploit.Origin(claim.source(), claim.url()));
        exploits.add(tx, new Exploit(id, claim.facts(), origins, kept.firstSeen()));
        claims.add(tx, kept.in(id, id));
        return id;
    }

    private static boolean same(KeptClaim kept, Claim claim, String facts) {
        return kept.facts().equals(facts) && Objects.equals(kept.url(), claim.url()) && kept.withdrawn() == null;
    }

    private static ExploitId exploitOf(KeptClaim claim) {
        return Objects.requireNonNull(claim.exploit());
    }

    /// Keeps a claim under its keys.
    ///
    /// @return other claims whose evidence changes, because it fills a key up
    private Set<ClaimId> index(Tx tx, KeptClaim claim, Keys keys, Found found, Optional<KeptClaim> before) {
        var touched = new TreeSet<ClaimId>();
        found.filled().forEach(key -> touched.addAll(index.holders(tx, key)));
        var had = before.map(kept -> Keys.of(Node.of(kept).subject()).own()).orElse(Set.of());
        index.keep(tx, claim.number(), keys, found, had);
        touched.remove(claim.id());
        return touched;
    }

    /// The command that withdraws a claim, which its source says no more. Kept again, it stands again.
    ///
    /// @return whether it stood
    public Command<Boolean> withdrawing(ClaimId id) {
        return tx -> {
            boolean stands = claims.find(tx, id).orElseThrow().withdrawn() == null;
            if (stands) {
                setWithdrawn(tx, id, true);
            }
            return stands;
        };
    }

    /// Takes a claim back, or lets it stand again.
    void setWithdrawn(Tx tx, ClaimId id, boolean withdrawn) {
        var kept = claims.find(tx, id).orElseThrow();
        var now = tx.at().truncatedTo(ChronoUnit.SECONDS);
        var changed = new KeptClaim(
                id,
                kept.number(),
                kept.exploit(),
                kept.home(),
                kept.url(),
                kept.facts(),
                kept.raw(),
                kept.firstSeen(),
                now,
                withdrawn ? now : null);
        resolve(tx, List.of(Node.of(changed)), Set.of());
    }

    /// Keeps a claim that belongs to an exploit by decision alone.
    ExploitId attach(Tx tx, KeptClaim claim) {
        return resolve(tx, List.of(Node.of(claim)), Set.of());
    }

    /// Keeps a verdict on pairs of claims, and does what follows from it.
    ///
    /// @param number of the act in the audit log
    void decide(Tx tx, Collection<Pair> pairs, Verdict verdict, long number) {
        var touched = new TreeSet<ClaimId>();
        for (var pair : pairs) {
            decisions.put(tx, pair, verdict, number);
            touched.add(pair.first());
            touched.add(pair.second());
        }
        settle(tx, List.of(), touched, List.of());
    }

    /// The exploits of all claims that a change reaches are brought into the data.
    ///
    /// @return the exploit of the changed claim
    private ExploitId resolve(Tx tx, List<Node> changed, Collection<ClaimId> touched) {
        var ids = changed.stream().map(node -> node.claim().id()).toList();
        var numbers = settle(tx, changed, touched, ids);
        return Objects.requireNonNull(numbers.get(ids.getFirst()));
    }

    /// @param looked claims whose doubtful pairs are put before a person
    private Map<ClaimId, ExploitId> settle(
            Tx tx, List<Node> changed, Collection<ClaimId> touched, List<ClaimId> looked) {
        var component = Component.around(tx, claims, index, decisions, changed, touched);
        var parts = Numbering.of(tx, exploits, component.nodes(), component.parts());
        var numbers = new HashMap<ClaimId, ExploitId>();
        var changedIds = changed.stream().map(node -> node.claim().id()).toList();
        for (var part : parts) {
            part.claims().forEach(node -> numbers.put(node.claim().id(), part.id()));
            if (isChanged(part, changedIds)) {
                keep(tx, part, changedIds);
            }
        }
        for (var part : parts) {
            part.tookOver().forEach(old -> exploits.retire(tx, old, part.id()));
        }
        propose(tx, component, looked);
        return numbers;
    }

    /// Whether a part has other claims than the exploit had, or one that says something else.
    private static boolean isChanged(Numbering.Part part, List<ClaimId> changed) {
        return part.origin() != Numbering.Origin.HAD
                || part.lost()
                || part.claims().stream()
                        .map(Node::claim)
                        .anyMatch(claim -> !part.id().equals(claim.exploit()) || changed.contains(claim.id()));
    }

    private void keep(Tx tx, Numbering.Part part, List<ClaimId> changed) {
        var resolution = Resolution.of(part.claims().stream().map(Node::said).toList());
        var exploit = new Exploit(part.id(), resolution.facts(), resolution.origins(), resolution.firstSeen());
        switch (part.origin()) {
            case NEW -> exploits.add(tx, exploit);
            case BACK -> exploits.put(tx, exploit, "revived");
            case HAD -> exploits.put(tx, exploit, part.tookOver().isEmpty() ? "modified" : "merged");
        }
        boolean made = part.origin() == Numbering.Origin.NEW;
        for (var node : part.claims()) {
            var claim = node.claim();
            if (!part.id().equals(claim.exploit()) || changed.contains(claim.id())) {
                claims.put(tx, claim.in(part.id(), claim.home() == null && made ? part.id() : claim.home()));
                made &= claim.home() != null;
            }
        }
    }

    /// Puts pairs with one of some claims before a person, the most likely ones, and no others any more.
    private void propose(Tx tx, Component component, List<ClaimId> looked) {
        looked.stream()
                .filter(id -> component.node(id).claim().exploit() != null) // of a new one nothing was brought up
                .forEach(id -> reviews.keepOnly(tx, id, component.doubts().keySet()));
        var found = new ArrayList<Map.Entry<Pair, Match>>();
        for (var doubt : component.doubts().entrySet()) {
            if (looked.stream().anyMatch(doubt.getKey()::has)) {
                found.add(doubt);
            }
        }
        found.sort(Map.Entry.<Pair, Match>comparingByValue(Comparator.comparingInt(match -> -match.score()))
                .thenComparing(Map.Entry.comparingByKey()));
        int proposed = 0;
        for (var doubt : found) {
            var pair = doubt.getKey();
            if (proposed < ReviewStore.MOST_PER_CLAIM && decisions.of(tx, pair).isEmpty()) {
                reviews.propose(tx, pair, doubt.getValue());
                proposed++;
            }
        }
    }

    /// What each source says of an exploit: who each field is from, and who disagrees.
    public Optional<ObjectNode> provenance(Reader reader, ExploitId id) {
        var said = claims.of(reader, id).stream().map(Said::of).toList();
        return said.isEmpty() ? Optional.empty() : Optional.of(Provenance.of(said));
    }

    /// Whether every claim is in the index by which candidates are found. Claims of before that index are not.
    public boolean isIndexed(Reader reader) {
        return reader.text("SELECT value FROM meta WHERE name = ?", INDEXED)
                .filter(EDITION::equals)
                .isPresent();
    }

    /// Indexes and merges some more of the claims that were there before the index. Goes on where the last one ended.
    ///
    /// @return whether all are done
    public boolean indexMore(Tx tx) {
        if (isIndexed(tx)) {
            return true;
        }
        var place = tx.text("SELECT value FROM meta WHERE name = ?", INDEXED + "-source");
        var nativeId = tx.text("SELECT value FROM meta WHERE name = ?", INDEXED + "-native-id");
        var next = claims.after(tx, new ClaimId(place.orElse(""), nativeId.orElse("")), BATCH);
        for (var claim : next) {
            var node = Node.of(claim);
            if (!node.said().isCorrection()) {
                var keys = Keys.of(node.subject());
                var found = index.near(tx, claim.id().source(), claim.number(), keys);
                var touched = index(tx, claim, keys, found, Optional.empty());
                touched.add(claim.id());
                settle(tx, List.of(), touched, List.of(claim.id()));
            }
        }
        if (next.size() < BATCH) {
            tx.put(META, INDEXED, EDITION);
            tx.put(META, INDEXED + "-source", ""); // the next edition begins anew
            tx.put(META, INDEXED + "-native-id", "");
            return true;
        }
        tx.put(META, INDEXED + "-source", next.getLast().id().source());
        tx.put(META, INDEXED + "-native-id", next.getLast().id().nativeId());
        return false;
    }
}
