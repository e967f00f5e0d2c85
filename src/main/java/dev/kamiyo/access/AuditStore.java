package dev.kamiyo.access;

import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.journal.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What people and their programs did to the data, and why. Stateless; safe for use by many threads.
public final class AuditStore {
    private static final Table AUDIT =
            Table.of("audit", "number", "at", "actor", "action", "subject", "reason", "detail");

    /// An act.
    ///
    /// @param number the seq of the write
    /// @param at UTC text
    /// @param actor who did it
    /// @param action what was done
    /// @param subject to what
    /// @param reason why; null for what needs none
    /// @param detail the request, as JSON
    public record Act(
            long number,
            String at,
            String actor,
            String action,
            String subject,
            @Nullable String reason,
            String detail) {}

    /// Keeps an act, once a write. Its number is the write's.
    public void put(Tx tx, String actor, String action, String subject, @Nullable String reason, String detail) {
        tx.put(AUDIT, tx.seq(), tx.at().toString(), actor, action, subject, reason, detail);
    }

    /// The latest acts first.
    ///
    /// @param before only those with a lower number
    /// @param limit at most this many
    public List<Act> list(Reader reader, long before, int limit) {
        return reader.list(
                "SELECT number, at, actor, action, subject, reason, detail FROM audit WHERE number < ?"
                        + " ORDER BY number DESC LIMIT ?",
                row -> new Act(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7)),
                before,
                limit);
    }
}
