package dev.kamiyo.guardian;

import java.time.Duration;

/// What was counted of incidents since the process began.
///
/// @param opened how many were opened
/// @param lasted how long those that are closed lasted, all together
public record IncidentTally(long opened, Duration lasted) {
    IncidentTally andOpened() {
        return new IncidentTally(opened + 1, lasted);
    }

    IncidentTally andLasted(Duration more) {
        return new IncidentTally(opened, lasted.plus(more));
    }
}
