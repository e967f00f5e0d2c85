package dev.kamiyo.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a command may do inside the writer's transaction: read, and put whole rows.
///
/// A command writes *resolved* rows (ids, times and all), so that the same rows can be applied to another copy later
/// without evaluating anything again. Valid only while the command runs.
public final class Tx extends Reader {
    private long seq;
    private Instant at = Instant.EPOCH;
    private boolean wrote;

    Tx(Connection connection) {
        super(connection);
    }

    /// Inserts a row, or replaces the one with the same key.
    ///
    /// @param values the key's columns and then the others, in the table's order: texts, longs or nulls
    public void put(Table table, @Nullable Object... values) {
        if (values.length != table.key().size() + table.columns().size()) {
            throw new IllegalArgumentException(table.name() + " takes "
                    + (table.key().size() + table.columns().size()) + " values, not " + values.length);
        }
        try {
            run(table.upsert(), values);
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
        wrote = true;
    }

    /// The number that this write gets if it changes anything.
    @Override
    public long seq() {
        return seq;
    }

    /// The time of this write; never before that of the write before it.
    public Instant at() {
        return at;
    }

    void begin(long nextSeq, Instant time) {
        seq = nextSeq;
        at = time;
        wrote = false;
    }

    boolean wrote() {
        return wrote;
    }
}
