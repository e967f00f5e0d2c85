package dev.kamiyo.journal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a look through the journal's files has found: runs of lines without a gap, and what is harmed.
///
/// @param segments the files with a readable first line, in order
/// @param runs lines without a gap between them, oldest first; more than one means that writes between them are
///     missing
/// @param harm files or lines that cannot be read; none in a healthy journal
/// @param torn the file whose last group broke off before anybody was told that it is safe; it is void, and no harm
/// @param unread what of the end the system does not let be read, so that nobody can tell what was acknowledged last
/// @param store whose journal it is; empty when there is none
/// @param highest the highest number of a file
public record JournalChain(
        List<Segment> segments,
        List<Run> runs,
        List<Harm> harm,
        Optional<Path> torn,
        Optional<Harm> unread,
        String store,
        int highest) {

    /// Lines without a gap.
    ///
    /// @param after the write before the first one
    /// @param prev that write's hash
    /// @param last the number of the last one; equal to after when there is none
    /// @param hash the last one's hash
    /// @param epoch the last one's epoch; that of the write before when there is none
    /// @param at the last one's time; when its file was begun when there is none
    public record Run(long after, String prev, long last, String hash, String epoch, Instant at) {
        boolean holds(long seq) {
            return seq >= after && seq <= last;
        }
    }

    /// What is not as it was written.
    ///
    /// @param file where
    /// @param line the number of the line in the file, from 1; 0 when the system does not let it be read
    /// @param why for a person
    public record Harm(Path file, int line, String why) {
        /// A sentence for a person.
        public String words() {
            return line == 0 ? file + " cannot be read: " + why : file + " is harmed at line " + line + ": " + why;
        }
    }

    /// Whether there is no journal at all.
    boolean isEmpty() {
        return segments.isEmpty() && harm.isEmpty();
    }

    /// The run that the last line belongs to; empty when there is no readable segment.
    public Optional<Run> last() {
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast());
    }
}
