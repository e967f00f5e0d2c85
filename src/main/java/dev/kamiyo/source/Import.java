package dev.kamiyo.source;

import java.time.Duration;
import java.util.List;

/// How an import ended.
public sealed interface Import {
    /// The feed was read.
    ///
    /// @param dryRun whether nothing was written
    /// @param withdrawal what became of claims that the feed does not say any more
    record Done(Counts counts, List<Parsed.Rejected> rejected, boolean dryRun, Withdrawal withdrawal)
            implements Import {
        /// All records that were read.
        public int read() {
            return counts.added() + counts.changed() + counts.unchanged() + rejected.size();
        }
    }

    /// The location says that nothing changed since the last import from there.
    record NotModified() implements Import {}

    /// The feed could not be read or trusted; nothing was changed.
    ///
    /// @param patience how long the server asks to wait; zero when it does not say
    record Refused(String why, Duration patience) implements Import {
        Refused(String why) {
            this(why, Duration.ZERO);
        }
    }

    /// The feed was read, but looks unlike its last fetch, as if its form had changed; nothing was changed.
    ///
    /// @param why what is missing now
    record Drifted(String why) implements Import {}

    /// What became of the well-formed records.
    record Counts(int added, int changed, int unchanged) {}
}
