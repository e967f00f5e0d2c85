package dev.kamiyo.search;

import dev.kamiyo.db.Reader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// Counts and sums over the exploits that a filter lets through, with a look at each of them in the file: for when
/// [ForwardIndexStore] has none of it.
///
/// @param reader what is read
record TallyStore(Reader reader) implements Tallies {
    private static final String EACH = "count(*), sum(f.loss >= 0), sum(max(f.loss, 0)), sum(max(f.recovered, 0))";

    @Override
    public Tally total(Filter filter) {
        return over(filter, "NULL").stream().findFirst().orElse(new Tally(null, 0, 0, 0, 0));
    }

    @Override
    public List<Tally> series(Filter filter, Interval interval) {
        return over(filter, interval.of("f.occurred"));
    }

    private List<Tally> over(Filter filter, String part) {
        var candidates = CandidateStore.of(filter, null);
        return reader.list(
                "SELECT " + part + " AS part, " + EACH + " FROM " + candidates.from() + " GROUP BY part ORDER BY part",
                TallyStore::tally,
                candidates.arguments());
    }

    @Override
    public List<Tally> values(Filter filter, Facet facet, int most) {
        var before = facet.word("");
        var candidates = CandidateStore.of(filter, null);
        candidates.where("v.value >= ? AND v.value < ?", before, facet.label() + ";"); // what follows the colon
        return reader.list(
                "SELECT substr(v.value, " + (before.length() + 1) + ") AS part, " + EACH + " FROM "
                        + candidates.from(", json_each(f.words) AS v")
                        + " GROUP BY v.value ORDER BY 2 DESC, 1 LIMIT ?",
                TallyStore::tally,
                candidates.arguments(most));
    }

    private static Tally tally(ResultSet row) throws SQLException {
        return new Tally(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
    }
}
