package dev.kamiyo.merge;

import dev.kamiyo.access.AuditStore;
import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ClaimStore;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.KeptClaim;
import dev.kamiyo.merge.Partition.Pair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/// Merging and parting exploits by hand. Somebody who may not decide brings a pair into the review queue instead.
/// Stateless; safe for use by many threads.
///
/// A decision is kept between claims, not exploits, so that it holds whatever is imported later. The last one counts.
public final class Moderation {
    private final ExploitStore exploits;
    private final MergeStore merges;
    private final ClaimStore claims = new ClaimStore();
    private final DecisionStore decisions = new DecisionStore();
    private final ReviewStore reviews = new ReviewStore();
    private final AuditStore audit = new AuditStore();

    /// @param merges brings what follows into the data
    public Moderation(ExploitStore exploits, MergeStore merges) {
        this.exploits = exploits;
        this.merges = merges;
    }

    /// Says whether exploits are one. Ids that were taken over stand for what took them over.
    ///
    /// @param ids at least two
    /// @param verdict SAME or NOT_SAME
    public Outcome decide(Tx tx, Person person, List<ExploitId> ids, Verdict verdict, String reason) {
        var members = new ArrayList<List<ClaimId>>();
        var seen = new TreeSet<>(Comparator.comparing(ExploitId::text));
        for (var id : ids) {
            var standing = exploits.successor(tx, id).orElse(id);
            var reports = reports(tx, standing);
            if (reports.isEmpty()) {
                return new Outcome.Refused("exploits", "there is no exploit " + id);
            }
            if (seen.add(standing)) {
                members.add(reports);
            }
        }
        if (members.size() < 2) {
            return new Outcome.Refused("exploits", "these are one exploit already: " + seen.first());
        }
        var subject = String.join(" ", ids.stream().map(ExploitId::text).toList());
        if (!person.decides()) {
            var pair = Pair.of(members.get(0).getFirst(), members.get(1).getFirst());
            return ask(tx, person, pair, verdict, subject, reason);
        }
        log(tx, person, verdict.label(), subject, reason);
        if (verdict == Verdict.SAME) {
            merges.decide(tx, across(tx, members, Verdict.NOT_SAME), Verdict.NONE, tx.seq());
            merges.decide(tx, star(members), Verdict.SAME, tx.seq());
        } else {
            merges.decide(tx, across(members), verdict, tx.seq());
        }
        return done(tx, members.stream().flatMap(List::stream).toList());
    }

    /// Parts a claim from the others of its exploit.
    public Outcome unmerge(Tx tx, Person person, ClaimId id, String reason) {
        var exploit = claims.find(tx, id).map(KeptClaim::exploit);
        if (exploit.isEmpty() || id.source().equals(Said.CORRECTION)) {
            return new Outcome.Refused("claim", "there is no claim " + id);
        }
        var others = new ArrayList<>(reports(tx, exploit.get()));
        others.remove(id);
        if (others.isEmpty()) {
            return new Outcome.Refused("claim", id + " stands alone already");
        }
        if (!person.decides()) {
            return ask(tx, person, Pair.of(id, others.getFirst()), Verdict.NOT_SAME, id.toString(), reason);
        }
        log(tx, person, "unmerge", id.toString(), reason);
        // those that were tied to each other through this claim stay one
        var tied = others.stream()
                .filter(other -> decisions.of(tx, Pair.of(id, other)).equals(Optional.of(Verdict.SAME)))
                .toList();
        merges.decide(
                tx,
                star(List.of(tied)).stream()
                        .filter(pair -> decisions.of(tx, pair).isEmpty())
                        .toList(),
                Verdict.SAME,
                tx.seq());
        merges.decide(tx, others.stream().map(other -> Pair.of(id, other)).toList(), Verdict.NOT_SAME, tx.seq());
        others.add(id);
        return done(tx, others);
    }

    /// Takes a decision back, as far as no later one replaced it: the rules decide again.
    ///
    /// @param number of the act that decided
    public Outcome undo(Tx tx, Person person, long number, String reason) {
        var pairs = decisions.ofAct(tx, number).stream()
                .filter(pair -> !pair.first().source().equals(Said.CORRECTION)
                        && !pair.second().source().equals(Said.CORRECTION))
                .toList();
        if (!person.decides()) {
            return new Outcome.Forbidden(
                    "an admin key is due to undo; propose same or not-same of the exploits instead");
        }
        if (pairs.isEmpty()) {
            return new Outcome.Refused("number", "no decision " + number + " is in force");
        }
        log(tx, person, "undo", String.valueOf(number), reason);
        merges.decide(tx, pairs, Verdict.NONE, tx.seq());
        return done(
                tx,
                pairs.stream()
                        .flatMap(pair -> List.of(pair.first(), pair.second()).stream())
                        .toList());
    }

    private Outcome ask(Tx tx, Person person, Pair pair, Verdict verdict, String subject, String reason) {
        log(tx, person, "propose " + verdict.label(), subject, reason);
        return new Outcome.Proposed(reviews.ask(tx, pair, verdict, person.name(), reason));
    }

    private void log(Tx tx, Person person, String action, String subject, String reason) {
        audit.put(
                tx,
                person.name(),
                action,
                subject,
                reason,
                JsonMapper.shared().createObjectNode().toString());
    }

    private Outcome done(Tx tx, Collection<ClaimId> stake) {
        var now = new TreeSet<>(Comparator.comparing(ExploitId::text));
        stake.forEach(id -> claims.find(tx, id).map(KeptClaim::exploit).ifPresent(now::add));
        return new Outcome.Done(tx.seq(), now);
    }

    /// The claims of an exploit that report it, sorted; corrections follow them by themselves.
    private List<ClaimId> reports(Reader reader, ExploitId id) {
        return claims.of(reader, id).stream()
                .map(KeptClaim::id)
                .filter(claim -> !claim.source().equals(Said.CORRECTION))
                .sorted()
                .toList();
    }

    /// Ties every claim to the first of all.
    private static List<Pair> star(List<List<ClaimId>> members) {
        var all = members.stream().flatMap(List::stream).sorted().toList();
        return all.stream().skip(1).map(claim -> Pair.of(all.getFirst(), claim)).toList();
    }

    private static List<Pair> across(List<List<ClaimId>> members) {
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < members.size(); i++) {
            for (int j = i + 1; j < members.size(); j++) {
                for (var one : members.get(i)) {
                    members.get(j).forEach(other -> pairs.add(Pair.of(one, other)));
                }
            }
        }
        return pairs;
    }

    private List<Pair> across(Reader reader, List<List<ClaimId>> members, Verdict verdict) {
        return across(members).stream()
                .filter(pair -> decisions.of(reader, pair).equals(Optional.of(verdict)))
                .toList();
    }
}
