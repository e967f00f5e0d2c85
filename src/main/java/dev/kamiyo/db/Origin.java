package dev.kamiyo.db;

import java.time.Instant;
import java.util.Optional;

/// Where an answer was read.
///
/// @param from `primary`, `standby` or `backup`
/// @param healthy whether it is the primary, in service: then nobody needs to be told
/// @param staleSince time of the last write that it holds, when later ones are missing; empty when none are
public record Origin(String from, boolean healthy, Optional<Instant> staleSince) {
    static final Origin PRIMARY = new Origin(Role.PRIMARY.label(), true, Optional.empty());
    static final Origin STANDBY = new Origin(Role.STANDBY.label(), false, Optional.empty());

    /// Which of two a caller has to know of, whose answer was read at both.
    Origin or(Origin other) {
        if (staleSince.isPresent() || other.healthy) {
            return this;
        }
        return healthy || other.staleSince.isPresent() ? other : this;
    }
}
