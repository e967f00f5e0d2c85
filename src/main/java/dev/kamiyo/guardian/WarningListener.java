package dev.kamiyo.guardian;

import java.time.Instant;

/// Is told when a warning comes: once, and not again before it has been gone for a while, which is told as well. It
/// must not wait.
@FunctionalInterface
public interface WarningListener {
    /// Listens to nothing.
    WarningListener NONE = (_, _) -> {};

    /// @param since when it was first seen
    void came(Warning warning, Instant since);

    /// It has been gone for a while.
    ///
    /// @param gone when it was last seen
    default void went(Warning warning, Instant gone) {}
}
