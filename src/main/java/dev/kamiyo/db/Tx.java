package dev.kamiyo.db;

import dev.kamiyo.journal.Row;
import dev.kamiyo.journal.Sum;
import dev.kamiyo.journal.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a command may do inside the writer's transaction: read, put whole rows, and take rows away.
///
/// A command writes *resolved* rows (ids, times and all), so that the same rows can be applied to another copy later
/// without evaluating anything again. Valid only while the command runs.
public final class Tx extends Reader {
    private final Fingerprints sums;
    private List<Row> rows = new ArrayList<>();
    private long seq;
    private Instant at = Instant.EPOCH;

    Tx(Connection connection) {
        super(connection);
        this.sums = new Fingerprints(this);
    }

    /// Inserts a row, or replaces the one with the same key.
    ///
    /// @param values the key's columns and then the others, in the table's order: texts, longs, doubles, bytes or
    /// nulls
    public void put(Table table, @Nullable Object... values) {
        needWidth(table, values);
        var before = without(table, values);
        write(TableSql.of(table).upsert(), values);
        keep(table, values, before);
    }

    /// Inserts a row of which it is known that there is none with its key, so that none is looked for.
    ///
    /// @param values as of [#put]
    /// @throws DbFaultException when there is one all the same
    public void add(Table table, @Nullable Object... values) {
        needWidth(table, values);
        write(TableSql.of(table).insert(), values);
        keep(table, values, sums.of(table.name()));
    }

    private static void needWidth(Table table, @Nullable Object[] values) {
        if (values.length != table.width()) {
            throw new IllegalArgumentException(
                    table.name() + " takes " + table.width() + " values, not " + values.length);
        }
    }

    private void write(String sql, @Nullable Object[] values) {
        try {
            run(sql, values);
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    /// @param before the table's fingerprint without the row
    private void keep(Table table, @Nullable Object[] values, Sum before) {
        sums.set(table.name(), before.plus(Sum.row(table, values)));
        rows.add(new Row.Put(table, values));
    }

    /// Takes away the row with a key, if there is one.
    ///
    /// @param key the values of the key's columns
    public void delete(Table table, @Nullable Object... key) {
        if (key.length != table.key().size()) {
            throw new IllegalArgumentException(
                    "the key of " + table.name() + " has " + table.key().size() + " values, not " + key.length);
        }
        var sum = without(table, key);
        write(TableSql.of(table).delete(), key);
        sums.set(table.name(), sum);
        rows.add(new Row.Gone(table, key));
    }

    /// The table's fingerprint without the row of a key.
    private Sum without(Table table, @Nullable Object[] values) {
        var key = values.length == table.key().size()
                ? values
                : Arrays.copyOf(values, table.key().size());
        var sum = sums.of(table.name());
        return row(table, key).map(row -> sum.minus(Sum.row(table, row))).orElse(sum);
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

    Fingerprints sums() {
        return sums;
    }

    void begin(long nextSeq, Instant time) {
        seq = nextSeq;
        at = time;
        rows = new ArrayList<>();
    }

    /// What the command put and took away, in order.
    List<Row> rows() {
        return rows;
    }

    /// Brings a row that another copy resolved into this one. The fingerprint comes with its line.
    void apply(Row row) throws SQLException {
        switch (row) {
            case Row.Put put -> run(TableSql.of(put.table()).upsert(), put.values());
            case Row.Gone gone -> run(TableSql.of(gone.table()).delete(), gone.key());
        }
    }
}
