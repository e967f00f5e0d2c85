package dev.kamiyo.web;

import dev.kamiyo.db.Origin;
import java.time.Duration;
import java.time.Instant;

/// The state of the data as the top bar of each page tells it.
///
/// @param words `live`, or where the page was read and how old it is
/// @param isLive whether it came from the healthy primary
record Reading(String words, boolean isLive) {
    static final Reading LIVE = new Reading("live", true);

    static Reading of(Origin origin, Instant now) {
        if (origin.healthy()) {
            return LIVE;
        }
        var age = origin.staleSince()
                .map(since -> When.span(Duration.between(since, now)) + " old")
                .orElse("in step");
        return new Reading("from the " + origin.from() + ", " + age, false);
    }
}
