package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The lines of writes that the data have been in. Each restore begins one, which goes on from an earlier write of
/// another. Immutable.
public final class Epochs {
    private static final Table RESTORES = Table.of("restores", "seq", "epoch", "target_epoch", "target_seq");

    /// How an epoch began.
    ///
    /// @param seq its first write
    /// @param from the epoch of the write that was gone back to
    /// @param upto that write; those between it and `seq` were taken back
    private record Beginning(long seq, String from, long upto) {}

    private final String now;
    private final Map<String, Beginning> beginnings;

    private Epochs(String now, Map<String, Beginning> beginnings) {
        this.now = now;
        this.beginnings = Map.copyOf(beginnings);
    }

    /// Those that the data know of.
    public static Epochs of(Reader reader) {
        var beginnings = new HashMap<String, Beginning>();
        reader.each(
                "SELECT epoch, seq, target_epoch, target_seq FROM restores",
                row -> beginnings.put(
                        row.getString(1), new Beginning(row.getLong(2), row.getString(3), row.getLong(4))));
        return new Epochs(reader.text("SELECT epoch FROM head").orElse(""), beginnings);
    }

    /// The one that the data are in.
    public String now() {
        return now;
    }

    /// The epoch in which a write was made that the data still have; empty when a restore took it back.
    public Optional<String> of(long seq) {
        return of(now, seq);
    }

    /// The same for a write as an epoch has it, which may have ended since.
    public Optional<String> of(String epoch, long seq) {
        var made = made(epoch, seq);
        return made.equals(made(now, seq)) ? made : Optional.empty();
    }

    private Optional<String> made(String epoch, long seq) {
        var line = epoch;
        for (var begun = beginnings.get(line); begun != null && seq < begun.seq; begun = beginnings.get(line)) {
            if (seq > begun.upto) {
                return Optional.empty();
            }
            line = begun.from;
        }
        return Optional.of(line);
    }

    /// Keeps that a restore begins an epoch.
    static void begin(Tx tx, long seq, String epoch, Head target) {
        tx.put(RESTORES, seq, epoch, target.epoch(), target.seq());
    }
}
