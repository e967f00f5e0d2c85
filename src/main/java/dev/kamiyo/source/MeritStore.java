package dev.kamiyo.source;

import dev.kamiyo.db.Reader;
import java.util.HashMap;
import java.util.Map;

/// Measures what feeds are worth by their claims. Stateless; safe for use by many threads.
///
/// It reads all claims, so its answer is worth keeping for a while. The starter catalogue counts for nothing: it was
/// made from feeds.
public final class MeritStore {
    private static final String CLAIMS =
            "SELECT source, count(*), count(withdrawn_at) FROM claims WHERE source <> 'catalogue' GROUP BY source";

    /// An exploit is shared by the claims that point to it, however they came to.
    private static final String SHARED = """
            WITH told AS (
              SELECT exploit_id, source, min(first_seen_at) AS seen, max(json_extract(facts, '$.loss_usd')) AS loss
              FROM claims WHERE source <> 'catalogue' GROUP BY exploit_id, source),
            shared AS (
              SELECT source, seen, loss,
                count(*) OVER exploit AS sources,
                min(seen) OVER exploit AS earliest,
                min(loss) OVER exploit AS least,
                max(loss) OVER exploit AS most,
                count(*) OVER (PARTITION BY exploit_id, seen) = 1 AS alone
              FROM told WINDOW exploit AS (PARTITION BY exploit_id))
            SELECT source, count(*), sum(seen = earliest AND alone),
              sum(coalesce(most - loss > 0.05 * most OR loss - least > 0.05 * loss, 0))
            FROM shared WHERE sources > 1 GROUP BY source""";

    /// New claims only: what the first fetch brought, and what is told of over a month later, is a back-fill.
    private static final String LAGS = """
            WITH lags AS (
              SELECT c.source, unixepoch(c.first_seen_at) - unixepoch(json_extract(c.facts, '$.occurred_at')) AS lag
              FROM claims c JOIN feeds f ON f.name = c.source WHERE c.first_seen_at > f.first_success_at),
            placed AS (
              SELECT source, lag, row_number() OVER (PARTITION BY source ORDER BY lag) AS place,
                count(*) OVER (PARTITION BY source) AS n
              FROM lags WHERE lag BETWEEN 0 AND 2592000)
            SELECT source, lag FROM placed WHERE place = (n + 1) / 2""";

    private record Told(int claims, int withdrawn) {}

    private record Shared(int exploits, int first, int disagreed) {
        static final Shared NONE = new Shared(0, 0, 0);
    }

    /// The merits of each feed that told something.
    public Map<String, Merits> merits(Reader reader) {
        var claims = new HashMap<String, Told>();
        reader.list(CLAIMS, row -> claims.put(row.getString(1), new Told(row.getInt(2), row.getInt(3))));
        var shared = new HashMap<String, Shared>();
        reader.list(
                SHARED, row -> shared.put(row.getString(1), new Shared(row.getInt(2), row.getInt(3), row.getInt(4))));
        var lags = new HashMap<String, Long>();
        reader.list(LAGS, row -> lags.put(row.getString(1), row.getLong(2)));
        var merits = new HashMap<String, Merits>();
        claims.forEach((source, told) -> {
            var with = shared.getOrDefault(source, Shared.NONE);
            merits.put(
                    source,
                    new Merits(
                            told.claims, told.withdrawn, with.exploits, with.first, with.disagreed, lags.get(source)));
        });
        return merits;
    }
}
