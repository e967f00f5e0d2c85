package dev.kamiyo.search;

import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.ExploitStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Lists, counts and sums, and a list together with what the values of its facets would give, all from the
/// same index. Safe for use by many threads.
public final class FacetedSearch {
    private final ForwardIndexStore index;
    private final SearchStore search;

    /// @param index what exploits are found and counted by
    public FacetedSearch(ForwardIndexStore index) {
        this.index = index;
        this.search = new SearchStore(new ExploitStore(), index);
    }

    /// What was found.
    ///
    /// @param page its total is that of the counts
    public record Found(FacetCounts counts, Page page) {}

    /// A page of a view.
    ///
    /// @param after the place that the page starts behind, of the view's own order; empty for the first page
    /// @param limit at most this many exploits
    /// @param facets any but protocols, of which there are too many
    /// @param most at most this many values of each
    public Found page(Reader reader, View view, Optional<Cursor> after, int limit, List<Facet> facets, int most) {
        var tallies = index.of(reader);
        var counts =
                new FacetCounts(tallies.total(view.filter()), tallies.facets(view.filter(), Set.copyOf(facets), most));
        return new Found(
                counts,
                tallies instanceof IndexTallies known
                        ? SearchStore.page(reader, view, after, limit, known)
                        : search.page(reader, view, after, limit, counts.total().exploits()));
    }

    /// The first exploits of a view, as JSON.
    ///
    /// @param limit at most this many
    public List<String> first(Reader reader, View view, int limit) {
        return search.page(reader, view, Optional.empty(), limit).exploits();
    }

    /// Counts and sums of what a reader sees.
    public Tallies tallies(Reader reader) {
        return index.of(reader);
    }
}
