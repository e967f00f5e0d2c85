package dev.kamiyo.journal;

import java.time.Instant;

/// How far a copy, a backup or the journal is: the last write that it holds.
///
/// @param store names the data since its first start; two stores never share it
/// @param epoch changes with every restore to an earlier time
/// @param seq number of the last write; 0 before the first
/// @param hash of that write's journal line, 64 hexadecimal digits
/// @param at time of that write
public record Head(String store, String epoch, long seq, String hash, Instant at) {
    /// The hash before the first line.
    public static final String GENESIS = "0".repeat(64);

    /// Whether both hold exactly the same writes.
    public boolean equalsWrite(Head other) {
        return store.equals(other.store) && seq == other.seq && hash.equals(other.hash);
    }

    @Override
    public String toString() {
        return epoch + "-" + seq;
    }
}
