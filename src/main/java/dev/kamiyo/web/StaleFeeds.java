package dev.kamiyo.web;

import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.source.Feed;
import dev.kamiyo.source.FeedTrouble;
import dev.kamiyo.source.Feeds;
import java.time.Instant;
import java.util.List;

/// The feeds on schedule that were not read for too long.
///
/// @param all that are stale
/// @param of how many there are
/// @param now the time of the page
record StaleFeeds(List<FeedTrouble.Stale> all, long of, Instant now) {
    static final StaleFeeds NONE = new StaleFeeds(List.of(), 0, Instant.EPOCH);

    static StaleFeeds of(Feeds feeds, Instant now) {
        try {
            var stale = feeds.troubles().stream()
                    .filter(FeedTrouble.Stale.class::isInstance)
                    .map(FeedTrouble.Stale.class::cast)
                    .toList();
            return new StaleFeeds(
                    stale, feeds.all().stream().filter(Feed::scheduled).count(), now);
        } catch (DbFaultException _) {
            return NONE; // the top bar tells that nothing can be read
        }
    }

    boolean has(String feed) {
        return all.stream().anyMatch(one -> one.feed().equals(feed));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /// What that means for a reader; empty when none is stale.
    String sentence() {
        if (all.isEmpty()) {
            return "";
        }
        var first = all.getFirst();
        var what = all.size() > 1
                ? Figures.count(all.size()) + " of " + Figures.count(of, "feed") + " were not read for long"
                : "The feed " + first.feed()
                        + first.lastSuccess()
                                .map(last -> " was last read " + When.ago(last, now))
                                .orElse(" was never read");
        return what + "; what is newer may be missing here.";
    }
}
