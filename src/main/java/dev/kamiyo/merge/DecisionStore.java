package dev.kamiyo.merge;

import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.journal.Table;
import dev.kamiyo.merge.Partition.Pair;
import java.util.List;
import java.util.Optional;

/// What people decided of pairs of claims. It holds whatever is imported later, since claims keep their identity.
/// Stateless.
final class DecisionStore {
    private static final Table DECISIONS = new Table(
            "decisions",
            List.of("source", "native_id", "other_source", "other_native_id"),
            List.of("verdict", "number"));
    private static final String OF_CLAIM = """
            SELECT source, native_id, other_source, other_native_id, verdict FROM decisions
            WHERE source = ?1 AND native_id = ?2
            UNION ALL
            SELECT source, native_id, other_source, other_native_id, verdict FROM decisions
            WHERE other_source = ?1 AND other_native_id = ?2""";

    /// A verdict on a pair.
    record Decided(Pair pair, Verdict verdict) {}

    /// The decisions that a claim is part of.
    List<Decided> of(Reader reader, ClaimId claim) {
        return reader.list(
                OF_CLAIM,
                row -> new Decided(
                        new Pair(
                                new ClaimId(row.getString(1), row.getString(2)),
                                new ClaimId(row.getString(3), row.getString(4))),
                        Verdict.of(row.getString(5))),
                claim.source(),
                claim.nativeId());
    }

    /// The pairs that an act decided, as far as no later act decided them otherwise.
    List<Pair> ofAct(Reader reader, long number) {
        return reader.list(
                "SELECT source, native_id, other_source, other_native_id FROM decisions WHERE number = ?"
                        + " AND verdict <> 'none'",
                row -> new Pair(
                        new ClaimId(row.getString(1), row.getString(2)),
                        new ClaimId(row.getString(3), row.getString(4))),
                number);
    }

    /// What is decided of a pair, if anything.
    Optional<Verdict> of(Reader reader, Pair pair) {
        return reader.text(
                        "SELECT verdict FROM decisions WHERE source = ? AND native_id = ? AND other_source = ?"
                                + " AND other_native_id = ?",
                        pair.first().source(),
                        pair.first().nativeId(),
                        pair.second().source(),
                        pair.second().nativeId())
                .map(Verdict::of)
                .filter(verdict -> verdict != Verdict.NONE);
    }

    /// Keeps a verdict in place of any that was there.
    ///
    /// @param number of the act in the audit log
    void put(Tx tx, Pair pair, Verdict verdict, long number) {
        tx.put(
                DECISIONS,
                pair.first().source(),
                pair.first().nativeId(),
                pair.second().source(),
                pair.second().nativeId(),
                verdict.label(),
                number);
    }
}
