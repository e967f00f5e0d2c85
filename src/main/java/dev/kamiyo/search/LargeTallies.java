package dev.kamiyo.search;

import dev.kamiyo.db.Reader;
import java.util.List;

/// Counts and sums of so many exploits that a look at each of them lasts: what days add up to is added up in the file,
/// and only the rest is looked for in memory.
///
/// @param reader what is read
record LargeTallies(Reader reader, Tallies memory, Tallies file) implements Tallies {
    private Tallies of(Filter filter) {
        return CandidateStore.summable(reader, filter).isPresent() ? file : memory;
    }

    @Override
    public Tally total(Filter filter) {
        return of(filter).total(filter);
    }

    @Override
    public List<Tally> series(Filter filter, Interval interval) {
        return of(filter).series(filter, interval);
    }

    @Override
    public List<Tally> values(Filter filter, Facet facet, int most) {
        boolean isOfDays = filter.isOfDays() && filter.values().isEmpty();
        return (isOfDays ? file : memory).values(filter, facet, most);
    }
}
