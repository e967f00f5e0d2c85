package dev.kamiyo.web;

import dev.kamiyo.db.Origin;
import java.time.Duration;
import java.time.Instant;

/// The state of the data as the top bar of each page tells it.
///
/// @param words `live`, or where the page was read and how old it is, or what is being restored
/// @param more what a phone has no room for; empty for nothing
/// @param isLive whether it came from the healthy primary, and nothing is being restored
record Reading(String words, String more, boolean isLive) {
    static final Reading LIVE = new Reading("live", "", true);

    /// While the data go back to a write.
    static Reading restoring(long seq) {
        return new Reading("restoring write " + Figures.count(seq), "; reads go on", false);
    }

    static Reading of(Origin origin, Instant now) {
        if (origin.healthy()) {
            return LIVE;
        }
        var age = origin.staleSince()
                .map(since -> When.span(Duration.between(since, now)) + " old")
                .orElse("in step");
        return new Reading("from the " + origin.from() + ", " + age, "", false);
    }
}
