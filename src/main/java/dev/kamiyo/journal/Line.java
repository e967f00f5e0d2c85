package dev.kamiyo.journal;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/// One write as the journal keeps it.
///
/// @param seq its number; one more than that of the line before
/// @param epoch the epoch that it belongs to
/// @param at when; never before the line before
/// @param body what it did
/// @param sums the fingerprints of the tables that it touched, as they are after it
/// @param upto the last write that was known to be safe when this one was written
/// @param prev hash of the line before
/// @param hash its own
public record Line(
        long seq,
        String epoch,
        Instant at,
        Body body,
        SortedMap<String, Sum> sums,
        long upto,
        String prev,
        String hash) {

    /// What a line did.
    public sealed interface Body {
        /// A command put rows.
        record Rows(List<Row> rows) implements Body {}

        /// The schema was brought to a version by this program's script of that number.
        record Schema(int version) implements Body {}

        /// The data went back to an earlier state, under a new epoch. They go on from the backup that holds this very
        /// write.
        ///
        /// @param parent the head that was left
        /// @param target the write that was gone back to
        record Restore(String parent, String target) implements Body {}
    }

    public Head head(String store) {
        return new Head(store, epoch, seq, hash, at);
    }
}
