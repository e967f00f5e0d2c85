package dev.kamiyo.db;

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
    static final String GENESIS = "0".repeat(64);

    private static final String SQL = "SELECT store, epoch, seq, hash, at FROM head";

    static Head of(Reader reader) {
        return reader.one(
                        SQL,
                        row -> new Head(
                                row.getString(1),
                                row.getString(2),
                                row.getLong(3),
                                row.getString(4),
                                Instant.parse(row.getString(5))))
                .orElseThrow(() -> new DbFaultException(new DbFault.NotADatabase(26), null));
    }

    /// Whether both hold exactly the same writes.
    public boolean equalsWrite(Head other) {
        return store.equals(other.store) && seq == other.seq && hash.equals(other.hash);
    }

    @Override
    public String toString() {
        return epoch + "-" + seq;
    }
}
