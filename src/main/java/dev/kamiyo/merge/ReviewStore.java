package dev.kamiyo.merge;

import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.journal.Table;
import dev.kamiyo.merge.Partition.Pair;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Pairs of claims that may be one exploit and wait for somebody to decide. Stateless; safe for use by many threads.
///
/// A pair that the rules brought up is open as long as its claims are of two exploits that can be one: no source tells
/// of both, and nobody parted them. So nothing has to be done here when exploits change, and the order in which claims
/// came does not matter.
public final class ReviewStore {
    /// Pairs that one claim brings up at most, the most likely ones.
    static final int MOST_PER_CLAIM = 8;

    private static final Table REVIEWS = new Table(
            "reviews",
            List.of("source", "native_id", "other_source", "other_native_id"),
            List.of("number", "why", "proposal", "proposed_by", "reason", "seq", "at"));
    private static final String OPEN = """
            SELECT r.number, r.source, r.native_id, a.exploit_id, r.other_source, r.other_native_id, b.exploit_id, r.why,
              r.proposal, r.proposed_by, r.reason, r.at
            FROM reviews r
            JOIN claims a ON a.source = r.source AND a.native_id = r.native_id
            JOIN claims b ON b.source = r.other_source AND b.native_id = r.other_native_id
            WHERE r.number < ? AND (a.exploit_id <> b.exploit_id OR r.proposal = 'not-same')
              AND a.withdrawn_at IS NULL AND b.withdrawn_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM decisions d
                WHERE d.source = r.source AND d.native_id = r.native_id AND d.other_source = r.other_source
                  AND d.other_native_id = r.other_native_id AND d.verdict <> 'none'
                  AND (r.proposal IS NULL OR d.verdict = r.proposal OR d.number > r.seq))
              AND (r.proposal IS NOT NULL OR NOT EXISTS (
                SELECT 1 FROM claims x JOIN claims y ON y.exploit_id = b.exploit_id AND y.source = x.source
                WHERE x.exploit_id = a.exploit_id AND x.source <> 'correction'
                UNION ALL
                SELECT 1 FROM claims x
                JOIN decisions d ON d.source = x.source AND d.native_id = x.native_id AND d.verdict = 'not-same'
                JOIN claims y ON y.source = d.other_source AND y.native_id = d.other_native_id
                WHERE x.exploit_id IN (a.exploit_id, b.exploit_id) AND y.exploit_id IN (a.exploit_id, b.exploit_id)
                  AND y.exploit_id <> x.exploit_id))
            ORDER BY r.number DESC LIMIT ?""";

    private static final String RULES = """
            SELECT source, native_id, other_source, other_native_id FROM reviews
            WHERE proposal IS NULL AND source = ? AND native_id = ?
            UNION ALL SELECT source, native_id, other_source, other_native_id FROM reviews
            WHERE proposal IS NULL AND other_source = ? AND other_native_id = ?""";

    /// What waits for a decision.
    ///
    /// @param number its place in the queue; later ones are higher
    /// @param one a claim
    /// @param other another one
    /// @param exploit the exploit of the one
    /// @param otherExploit the exploit of the other
    /// @param why what they share, for a person
    /// @param proposal what somebody who may not decide asks for; null when the rules brought it up
    /// @param proposedBy who that is
    /// @param reason why
    /// @param at when it came up, UTC text
    public record Review(
            long number,
            ClaimId one,
            ExploitId exploit,
            ClaimId other,
            ExploitId otherExploit,
            String why,
            @Nullable String proposal,
            @Nullable String proposedBy,
            @Nullable String reason,
            String at) {}

    /// What is open, the latest first.
    ///
    /// @param before only those with a lower number
    /// @param limit at most this many
    public List<Review> open(Reader reader, long before, int limit) {
        return reader.list(
                OPEN,
                row -> new Review(
                        row.getLong(1),
                        new ClaimId(row.getString(2), row.getString(3)),
                        new ExploitId(row.getString(4)),
                        new ClaimId(row.getString(5), row.getString(6)),
                        new ExploitId(row.getString(7)),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10),
                        row.getString(11),
                        row.getString(12)),
                before,
                limit);
    }

    /// Brings up a pair that the rules are in doubt of, unless it was brought up before.
    void propose(Tx tx, Pair pair, Match match) {
        if (number(tx, pair).isEmpty()) {
            put(tx, pair, next(tx), match.rule().words(), null, null, null);
        }
    }

    /// Takes back what the rules brought up of a claim and are in doubt of no more, since it says something else now.
    ///
    /// @param doubts the pairs that they are in doubt of
    void keepOnly(Tx tx, ClaimId claim, Set<Pair> doubts) {
        var source = claim.source();
        var nativeId = claim.nativeId();
        for (var pair : tx.list(RULES, ReviewStore::pair, source, nativeId, source, nativeId)) {
            if (!doubts.contains(pair)) {
                tx.delete(REVIEWS, key(pair));
            }
        }
    }

    private static Pair pair(ResultSet row) throws SQLException {
        return new Pair(
                new ClaimId(row.getString(1), row.getString(2)), new ClaimId(row.getString(3), row.getString(4)));
    }

    private static Object[] key(Pair pair) {
        return new Object[] {
            pair.first().source(),
            pair.first().nativeId(),
            pair.second().source(),
            pair.second().nativeId()
        };
    }

    /// Brings up what somebody asks for, and answers its number.
    long ask(Tx tx, Pair pair, Verdict verdict, String author, String reason) {
        long number = number(tx, pair).orElseGet(() -> next(tx));
        put(tx, pair, number, "somebody asks for it", verdict.label(), author, reason);
        return number;
    }

    private static void put(
            Tx tx,
            Pair pair,
            long number,
            String why,
            @Nullable String proposal,
            @Nullable String author,
            @Nullable String reason) {
        tx.put(
                REVIEWS,
                pair.first().source(),
                pair.first().nativeId(),
                pair.second().source(),
                pair.second().nativeId(),
                number,
                why,
                proposal,
                author,
                reason,
                tx.seq(),
                tx.at().toString());
    }

    private static Optional<Long> number(Reader reader, Pair pair) {
        return reader.one(
                "SELECT number FROM reviews WHERE source = ? AND native_id = ? AND other_source = ?"
                        + " AND other_native_id = ?",
                row -> row.getLong(1),
                key(pair));
    }

    private static long next(Reader reader) {
        return reader.number("SELECT max(number) FROM reviews") + 1;
    }
}
