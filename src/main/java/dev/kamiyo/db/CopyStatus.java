package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// How one of the two copies stands, for whoever watches over it.
///
/// @param role which copy
/// @param file where it is
/// @param fault why it is out of service; empty when it is in service
/// @param since when it left; empty when it is in service
/// @param isOpen whether its handles are open
/// @param head the last write that it holds; empty when it is not open
public record CopyStatus(
        Role role, Path file, Optional<DbFault> fault, Optional<Instant> since, boolean isOpen, Optional<Head> head) {
    /// Whether it holds every acknowledged write and is read from.
    public boolean inService() {
        return fault.isEmpty();
    }
}
