package dev.kamiyo.stream;

import java.util.List;

/// What somebody who follows is told next.
public sealed interface News {
    /// Changes, in their order.
    ///
    /// @param upto the place behind the last of them
    record Events(List<ChangeEvent> events, Place upto) implements News {}

    /// The data went back to an earlier time: all that was known is void.
    ///
    /// @param next where to go on
    record Reset(Place next) implements News {}

    /// Nothing came in time.
    record Nothing() implements News {}

    /// The service stops.
    record End() implements News {}
}
