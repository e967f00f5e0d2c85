package dev.kamiyo.merge;

import dev.kamiyo.access.AuditStore;
import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ClaimStore;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.exploit.KeptClaim;
import dev.kamiyo.exploit.Labelled;
import dev.kamiyo.journal.Table;
import dev.kamiyo.merge.Partition.Pair;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Fields of exploits that people correct. An approved one is a claim of its own, of the source `correction`, which
/// stands above all others; it stays with the claims that it was made for. Stateless; safe for use by many threads.
public final class CorrectionStore {
    private static final Table CORRECTIONS = Table.of(
            "corrections",
            "number",
            "exploit_id",
            "fields",
            "reason",
            "author",
            "proposed_at",
            "state",
            "decided_by",
            "decided_at");
    private static final String COLUMNS = "SELECT number, exploit_id, fields, reason, author, proposed_at, state,"
            + " decided_by, decided_at FROM corrections ";

    /// How far a correction is.
    public enum State implements Labelled {
        PROPOSED,
        APPROVED,
        REJECTED,
        UNDONE
    }

    /// A correction.
    ///
    /// @param number names it; the later one is higher
    /// @param exploit the exploit that it was made for
    /// @param fields members and their new values, as JSON
    /// @param reason why
    /// @param author who asks for it
    /// @param proposedAt UTC text
    /// @param state how far it is
    /// @param decidedBy who approved, rejected or undid it; null before
    /// @param decidedAt UTC text; null before
    public record Correction(
            long number,
            ExploitId exploit,
            String fields,
            String reason,
            String author,
            String proposedAt,
            State state,
            @Nullable String decidedBy,
            @Nullable String decidedAt) {}

    /// Turns the fields of a correction into facts, of which only those fields count.
    @FunctionalInterface
    public interface Reading {
        /// @param title of the exploit
        Facts facts(String fields, String title);
    }

    private final ExploitStore exploits;
    private final MergeStore merges;
    private final ClaimStore claims = new ClaimStore();
    private final DecisionStore decisions = new DecisionStore();
    private final AuditStore audit = new AuditStore();

    /// @param merges brings approved ones into the data
    public CorrectionStore(ExploitStore exploits, MergeStore merges) {
        this.exploits = exploits;
        this.merges = merges;
    }

    /// Asks for a correction; by somebody who may decide it is approved at once.
    ///
    /// @param fields members of an exploit and their new values, checked
    public Outcome propose(Tx tx, Person person, ExploitId id, ObjectNode fields, String reason, Reading reading) {
        var exploit = exploits.successor(tx, id).orElse(id);
        if (anchor(tx, exploit).isEmpty()) {
            return new Outcome.Refused("exploit", "there is no exploit " + id);
        }
        var proposed = new Correction(
                tx.seq(),
                exploit,
                fields.toString(),
                reason,
                person.name(),
                tx.at().toString(),
                State.PROPOSED,
                null,
                null);
        audit.put(tx, person.name(), "correct", exploit.text(), reason, fields.toString());
        if (person.decides()) {
            return approve(tx, person, proposed, reading);
        }
        put(tx, proposed);
        return new Outcome.Proposed(proposed.number);
    }

    /// Approves, rejects or undoes a correction.
    ///
    /// @param to APPROVED or REJECTED for one that is proposed, UNDONE for one that is approved
    public Outcome decide(Tx tx, Person person, long number, State to, String reason, Reading reading) {
        var found = find(tx, number);
        if (found.isEmpty()) {
            return new Outcome.Missing("there is no correction " + number);
        }
        var correction = found.get();
        var due = to == State.UNDONE ? State.APPROVED : State.PROPOSED;
        if (correction.state != due) {
            return new Outcome.Untimely("correction " + number + " is " + correction.state.label()
                    + "; only one that is " + due.label() + " can be " + to.label());
        }
        audit.put(tx, person.name(), to.label() + " correction", String.valueOf(number), reason, correction.fields);
        if (to == State.APPROVED) {
            return approve(tx, person, correction, reading);
        }
        if (to == State.UNDONE) {
            merges.setWithdrawn(tx, claim(number), true);
        }
        return settle(tx, person, correction, to, standing(tx, correction.exploit));
    }

    private Outcome approve(Tx tx, Person person, Correction correction, Reading reading) {
        var exploit = standing(tx, correction.exploit);
        var anchor = anchor(tx, exploit).orElseThrow();
        var title = Resolution.of(claims.of(tx, exploit).stream().map(Said::of).toList())
                .facts()
                .title();
        var id = claim(correction.number);
        var now = tx.at().truncatedTo(ChronoUnit.SECONDS);
        decisions.put(tx, Pair.of(id, anchor), Verdict.SAME, tx.seq());
        merges.attach(
                tx,
                new KeptClaim(
                        id,
                        claims.nextNumber(tx),
                        null,
                        null,
                        null,
                        FactsJson.write(reading.facts(correction.fields, title)).toString(),
                        correction.fields,
                        now,
                        now,
                        null));
        return settle(tx, person, correction, State.APPROVED, exploit);
    }

    private Outcome settle(Tx tx, Person person, Correction correction, State state, ExploitId exploit) {
        put(
                tx,
                new Correction(
                        correction.number,
                        correction.exploit,
                        correction.fields,
                        correction.reason,
                        correction.author,
                        correction.proposedAt,
                        state,
                        person.name(),
                        tx.at().toString()));
        return new Outcome.Done(correction.number, Set.of(exploit));
    }

    private ExploitId standing(Reader reader, ExploitId id) {
        return exploits.successor(reader, id).orElse(id);
    }

    /// The claim that the correction stays with.
    private Optional<ClaimId> anchor(Reader reader, ExploitId exploit) {
        return claims.of(reader, exploit).stream()
                .map(KeptClaim::id)
                .filter(id -> !id.source().equals(Said.CORRECTION))
                .findFirst();
    }

    private static ClaimId claim(long number) {
        return new ClaimId(Said.CORRECTION, String.format(Locale.ROOT, "%012d", number));
    }

    /// All corrections, the latest first.
    ///
    /// @param before only those with a lower number
    /// @param limit at most this many
    public List<Correction> list(Reader reader, long before, int limit) {
        return reader.list(
                COLUMNS + "WHERE number < ? ORDER BY number DESC LIMIT ?", CorrectionStore::correction, before, limit);
    }

    private static Optional<Correction> find(Reader reader, long number) {
        return reader.one(COLUMNS + "WHERE number = ?", CorrectionStore::correction, number);
    }

    private static void put(Tx tx, Correction correction) {
        tx.put(
                CORRECTIONS,
                correction.number,
                correction.exploit.text(),
                correction.fields,
                correction.reason,
                correction.author,
                correction.proposedAt,
                correction.state.label(),
                correction.decidedBy,
                correction.decidedAt);
    }

    private static Correction correction(ResultSet row) throws SQLException {
        return new Correction(
                row.getLong(1),
                new ExploitId(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Labelled.parse(State.class, row.getString(7)).orElseThrow(),
                row.getString(8),
                row.getString(9));
    }
}
