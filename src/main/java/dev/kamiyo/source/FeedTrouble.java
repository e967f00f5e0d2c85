package dev.kamiyo.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is wrong with a feed that is fetched on schedule.
public sealed interface FeedTrouble {
    /// How many of its intervals a feed may go without a success.
    int INTERVALS = 3;

    /// For how long any feed may.
    Duration SHORTEST = Duration.ofHours(6);

    /// How many failures in a row count, however soon after a start.
    int FAILURES = 3;

    /// The name of the feed.
    String feed();

    /// It was not read for longer than three of its intervals, and six hours.
    ///
    /// @param lastSuccess when it was; empty for never
    record Stale(String feed, Optional<Instant> lastSuccess) implements FeedTrouble {}

    /// It was read, looks unlike the time before, and is not taken.
    ///
    /// @param why in the words of the import
    record Drifting(String feed, String why) implements FeedTrouble {}

    /// What is wrong with a feed; empty when nothing is.
    ///
    /// @param began since when it is fetched in this process: for what came before nobody may have asked
    static Optional<FeedTrouble> of(Feed feed, FeedState state, Instant began, Instant now) {
        var drift = state.drift();
        if (drift != null) {
            return Optional.of(new Drifting(feed.name(), drift));
        }
        var intervals = feed.source().interval().multipliedBy(INTERVALS);
        var patience = intervals.compareTo(SHORTEST) > 0 ? intervals : SHORTEST;
        var last = state.lastSuccess();
        boolean late = last == null || now.isAfter(last.plus(patience));
        boolean tried = now.isAfter(began.plus(patience)) || (last != null && state.failures() >= FAILURES);
        return late && tried ? Optional.of(new Stale(feed.name(), Optional.ofNullable(last))) : Optional.empty();
    }
}
