package dev.kamiyo.merge;

import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.journal.Table;
import dev.kamiyo.merge.Keys.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The index by which a claim finds those that may be of the same exploit, and no others. Stateless.
final class KeyIndexStore {
    private static final Table KEYS = new Table("merge_keys", List.of("key", "claim"), List.of("live"));
    private static final String NEAR = """
            SELECT k.key, k.claim, k.live, c.source, c.native_id
            FROM json_each(?) j CROSS JOIN merge_keys k ON k.key BETWEEN j.value ->> 0 AND j.value ->> 1
            LEFT JOIN claims c ON c.number = k.claim LIMIT ?""";

    /// Rows that a look-up reads at most.
    private static final int MOST = 20_000;

    private record Row(
            long key, long number, boolean live, @Nullable ClaimId claim) {}

    /// What was found around a claim.
    ///
    /// @param candidates the other claims, with the kinds of keys that they share with it or have near it
    /// @param indexed the keys that the claim is kept under
    /// @param full its keys that too many claims share, itself counted, to tell anything
    /// @param filled those of its keys that it fills up itself, once it is kept under them
    record Found(Map<ClaimId, Set<Kind>> candidates, Set<Long> indexed, Set<Long> full, Set<Long> filled) {}

    /// The candidates of a claim, whether it is in the index already or not.
    Found near(Reader reader, String source, long number, Keys keys) {
        var rows = reader.list(
                NEAR,
                row -> new Row(row.getLong(1), row.getLong(2), row.getLong(3) == 1, claim(row)),
                json(keys),
                MOST);
        var counts = new HashMap<Long, Integer>();
        var indexed = new HashSet<Long>();
        for (var row : rows) {
            counts.merge(row.key, 1, Integer::sum);
            if (row.number == number && row.live) {
                indexed.add(row.key);
            }
        }
        var full = new HashSet<Long>();
        var filled = new HashSet<Long>();
        for (long key : keys.own()) {
            int others = counts.getOrDefault(key, 0);
            int most = Kind.of(key).most();
            if (others > most || (others == most && !indexed.contains(key))) {
                full.add(key);
            }
            if (others == most && !indexed.contains(key)) {
                filled.add(key);
            }
        }
        return new Found(candidates(source, rows, counts, full), indexed, full, filled);
    }

    private static Map<ClaimId, Set<Kind>> candidates(
            String source, List<Row> rows, Map<Long, Integer> counts, Set<Long> full) {
        var fullNames = new HashSet<Long>();
        full.forEach(key -> fullNames.add(Keys.withoutDay(key)));
        var candidates = new TreeMap<ClaimId, Set<Kind>>();
        for (var row : rows) {
            var kind = Kind.of(row.key);
            boolean tells = row.live
                    && counts.getOrDefault(row.key, 0) <= kind.most()
                    && !full.contains(row.key)
                    && !(kind == Kind.NAME && fullNames.contains(Keys.withoutDay(row.key)));
            if (tells && row.claim != null && !row.claim.source().equals(source)) {
                candidates
                        .computeIfAbsent(row.claim, _ -> EnumSet.noneOf(Kind.class))
                        .add(kind);
            }
        }
        return candidates;
    }

    /// A claim that is just being kept has its keys first.
    private static @Nullable ClaimId claim(ResultSet row) throws SQLException {
        var source = row.getString(4);
        return source == null ? null : new ClaimId(source, row.getString(5));
    }

    /// The claims that are kept under a key.
    List<ClaimId> holders(Reader reader, long key) {
        return reader.list(
                "SELECT c.source, c.native_id FROM merge_keys k JOIN claims c ON c.number = k.claim"
                        + " WHERE k.key = ? AND k.live = 1 LIMIT ?",
                row -> new ClaimId(row.getString(1), row.getString(2)),
                key,
                MOST);
    }

    /// Keeps a claim under its keys, but for those that are full without it, and no more under the ones it had.
    ///
    /// @param had the keys of what the claim said before
    void keep(Tx tx, long number, Keys keys, Found found, Set<Long> had) {
        for (long key : keys.own()) {
            boolean room = !found.full.contains(key) || found.filled.contains(key);
            if (room && !found.indexed.contains(key)) {
                tx.put(KEYS, key, number, 1L);
            }
        }
        for (long key : had) {
            if (!keys.own().contains(key)) {
                tx.put(KEYS, key, number, 0L);
            }
        }
    }

    private static String json(Keys keys) {
        var text = new StringBuilder("[");
        for (var range : keys.searched()) {
            text.append(text.length() == 1 ? "[" : ",[")
                    .append(range.first())
                    .append(',')
                    .append(range.last())
                    .append(']');
        }
        return text.append(']').toString();
    }
}
