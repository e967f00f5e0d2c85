package dev.kamiyo.db;

import java.time.Instant;

/// What a copy is worth just now.
sealed interface Standing {
    /// In service: it holds every acknowledged write, takes part in each group, and is read from.
    record In(Copy copy) implements Standing {}

    /// Out of service: it may lack writes, or hold wrong ones. Its handles are open.
    ///
    /// @param why it left
    /// @param since when
    record Out(Copy copy, DbFault why, Instant since) implements Standing {}

    /// Nothing of it is open.
    ///
    /// @param why it is not
    /// @param since when
    record Absent(DbFault why, Instant since) implements Standing {}
}
