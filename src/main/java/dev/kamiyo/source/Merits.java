package dev.kamiyo.source;

import org.jspecify.annotations.Nullable;

/// What a feed's claims are worth, measured against those of the other feeds.
///
/// @param claims all that it told
/// @param withdrawn those of them that it says no more
/// @param shared exploits that another feed tells of too
/// @param first those of the shared ones that it told of before all others
/// @param disagreed those of the shared ones where its loss is over 5 % off another feed's
/// @param lag seconds from an exploit to the claim, the median; null before it told of anything new
public record Merits(
        int claims,
        int withdrawn,
        int shared,
        int first,
        int disagreed,
        @Nullable Long lag) {
    /// A feed that told nothing.
    public static final Merits NONE = new Merits(0, 0, 0, 0, 0, null);

    /// How much it is worth to watch this feed, from 0 to 1: the share of agreement and the share of first reports,
    /// each drawn to a half while there is little to go by, times the share of fetches that worked. Null for a feed
    /// that was never fetched.
    public @Nullable Double score(FeedState state) {
        if (state.attempts() == 0) {
            return null;
        }
        double agreement = (shared - disagreed + 1.0) / (shared + 2.0);
        double promptness = (first + 1.0) / (shared + 2.0);
        return (agreement + promptness) / 2 * state.successes() / state.attempts();
    }
}
