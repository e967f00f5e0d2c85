package dev.kamiyo.search;

import dev.kamiyo.db.Reader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Counts and sums over the exploits that a filter lets through. Stateless; safe for use by many threads.
///
/// Where days decide, they are added up; other filters need a look at each of their exploits.
public final class TallyStore {
    private static final String DAYS = "sum(d.exploits), sum(d.known), sum(d.loss), sum(d.recovered)";
    private static final String EACH = "count(*), sum(x.loss >= 0), sum(max(x.loss, 0)), sum(max(x.recovered, 0))";

    /// Those of the data that a reader sees.
    public Tallies of(Reader reader) {
        return new Tallies() {
            @Override
            public Tally total(Filter filter) {
                return TallyStore.this.total(reader, filter);
            }

            @Override
            public List<Tally> series(Filter filter, Interval interval) {
                return TallyStore.this.series(reader, filter, interval);
            }

            @Override
            public List<Tally> values(Filter filter, Facet facet, int most) {
                return TallyStore.this.values(reader, filter, facet, most);
            }
        };
    }

    /// All of them together.
    public Tally total(Reader reader, Filter filter) {
        return over(reader, filter, "NULL", "NULL").stream()
                .findFirst()
                .filter(tally -> tally.exploits() > 0)
                .orElse(new Tally(null, 0, 0, 0, 0));
    }

    /// Part by part of time, the earliest first; unknown times come before all others. Empty parts are left out.
    public List<Tally> series(Reader reader, Filter filter, Interval interval) {
        return over(reader, filter, interval.of("d.day * 86400"), interval.of("x.occurred"));
    }

    private static List<Tally> over(Reader reader, Filter filter, String ofDay, String ofExploit) {
        var words = CandidateStore.summable(reader, filter);
        if (words.isPresent()) {
            return reader.list(
                    "SELECT " + ofDay + " AS part, " + DAYS + " FROM find_days AS d"
                            + " WHERE d.word IN (SELECT value FROM json_each(?)) AND d.day BETWEEN ? AND ? AND d.exploits > 0"
                            + " GROUP BY part ORDER BY part",
                    TallyStore::tally,
                    words.get(),
                    CandidateStore.firstDay(filter),
                    CandidateStore.lastDay(filter));
        }
        return CandidateStore.of(reader, filter, null)
                .map(candidates -> reader.list(
                        "SELECT " + ofExploit + " AS part, " + EACH + " FROM (SELECT f.number AS number FROM "
                                + candidates.from() + ") AS c CROSS JOIN find_exploits AS x ON x.number = c.number"
                                + " GROUP BY part ORDER BY part",
                        TallyStore::tally,
                        candidates.arguments()))
                .orElse(List.of());
    }

    /// Value by value of a facet, the most frequent first, equally frequent ones by name.
    ///
    /// @param most at most this many values
    public List<Tally> values(Reader reader, Filter filter, Facet facet, int most) {
        var from = facet.word("");
        var to = facet.label() + ";"; // what follows the colon
        if (filter.isOfDays() && filter.values().isEmpty()) {
            return reader.list(
                    "SELECT substr(w.word, ?) AS part, " + DAYS
                            + " FROM find_words AS w CROSS JOIN find_days AS d ON d.word = w.id"
                            + " WHERE w.word >= ? AND w.word < ? AND d.day BETWEEN ? AND ?"
                            + " GROUP BY w.id HAVING sum(d.exploits) > 0 ORDER BY 2 DESC, 1 LIMIT ?",
                    TallyStore::tally,
                    from.length() + 1,
                    from,
                    to,
                    CandidateStore.firstDay(filter),
                    CandidateStore.lastDay(filter),
                    most);
        }
        return CandidateStore.of(reader, filter, null)
                .map(candidates -> {
                    var arguments = new ArrayList<Object>();
                    arguments.add(from.length() + 1);
                    arguments.addAll(List.of(candidates.arguments(from, to, most)));
                    return reader.list(
                            "SELECT substr(w.word, ?) AS part, " + EACH + " FROM (SELECT f.number AS number FROM "
                                    + candidates.from() + ") AS c CROSS JOIN find_exploits AS x ON x.number = c.number"
                                    + " CROSS JOIN json_each(x.words) AS j CROSS JOIN find_words AS w ON w.id = j.value"
                                    + " WHERE w.word >= ? AND w.word < ? GROUP BY w.id ORDER BY 2 DESC, 1 LIMIT ?",
                            TallyStore::tally,
                            arguments.toArray());
                })
                .orElse(List.of());
    }

    /// The protocols in the order of their slugs.
    ///
    /// @param after the slug that the page starts behind; empty for the first page
    /// @param most at most this many
    public List<Tally> protocols(Reader reader, String after, int most) {
        return reader.list(
                "SELECT substr(w.word, 10) AS part, " + DAYS
                        + " FROM find_words AS w CROSS JOIN find_days AS d ON d.word = w.id"
                        + " WHERE w.word > ? AND w.word < 'protocol;' GROUP BY w.word HAVING sum(d.exploits) > 0"
                        + " ORDER BY w.word LIMIT ?",
                TallyStore::tally,
                Facet.PROTOCOL.word(after),
                most);
    }

    /// The name that the newest exploit of a protocol gives it.
    public String name(Reader reader, String slug) {
        return reader.text(
                        "SELECT e.protocol_name FROM find_words AS w CROSS JOIN find_by_word AS f ON f.word = w.id"
                                + " CROSS JOIN find_exploits AS x ON x.number = f.number CROSS JOIN exploits AS e ON e.id = x.id"
                                + " WHERE w.word = ? ORDER BY f.occurred DESC, f.number DESC LIMIT 1",
                        Facet.PROTOCOL.word(slug))
                .orElse(slug);
    }

    private static Tally tally(ResultSet row) throws SQLException {
        return new Tally(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
    }
}
