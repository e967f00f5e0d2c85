package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import java.nio.file.Path;

/// Acknowledged writes that a start could not bring back: neither copy and no journal was there.
///
/// @param backup what the data were built from
/// @param kept the last write that it holds; what came later is lost
public record Loss(Path backup, Head kept) {
    /// For a person.
    public String words() {
        return "both copies and the journal were gone; what was written after write " + kept.seq() + " of " + kept.at()
                + " is lost";
    }
}
