package dev.kamiyo.db;

import dev.kamiyo.journal.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/// One connection and its prepared statements. Belongs to one thread at a time.
///
/// A query's failure leaves as [DbFaultException].
public class Reader {
    private static final Logger log = LoggerFactory.getLogger("store");
    /// How many prepared statements are kept, those that were used last: filters make many different ones.
    private static final int STATEMENTS = 200;

    private final Connection connection;
    private volatile String sql = "";
    private final SequencedMap<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

    Reader(Connection connection) {
        this.connection = connection;
    }

    /// Makes a value of a row.
    @FunctionalInterface
    public interface RowMapper<T> {
        /// The value of the row that the result stands on.
        T map(ResultSet row) throws SQLException;
    }

    /// All rows of a query.
    ///
    /// @param args texts, longs, byte arrays or nulls, in order of the marks
    public final <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        return query(sql, args, rows -> {
            var found = new ArrayList<T>();
            while (rows.next()) {
                found.add(mapper.map(rows));
            }
            return found;
        });
    }

    /// Hands over each row of a query, without keeping them.
    ///
    /// @param args as of [#list]
    public final void each(String sql, RowConsumer consumer, @Nullable Object... args) {
        query(sql, args, rows -> {
            while (rows.next()) {
                consumer.take(rows);
            }
            return true;
        });
    }

    /// Takes a row of a query.
    @FunctionalInterface
    public interface RowConsumer {
        /// Takes the row that the result stands on.
        void take(ResultSet row) throws SQLException;
    }

    /// The whole row with a key, its values in the table's order.
    final Optional<@Nullable Object[]> row(Table table, @Nullable Object... key) {
        int width = table.width();
        return one(
                TableSql.of(table).find(),
                row -> {
                    var values = new @Nullable Object[width];
                    for (int i = 0; i < width; i++) {
                        values[i] = row.getObject(i + 1);
                    }
                    return values;
                },
                key);
    }

    /// The first row of a query, if there is one.
    public final <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        return query(sql, args, rows -> rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty());
    }

    /// The first column of the first row as text; empty for no row or SQL NULL.
    public final Optional<String> text(String sql, @Nullable Object... args) {
        return query(sql, args, rows -> rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty());
    }

    /// The first column of the first row as a number; 0 for no row or SQL NULL.
    public final long number(String sql, @Nullable Object... args) {
        return query(sql, args, rows -> rows.next() ? rows.getLong(1) : 0L);
    }

    private <T> T query(String sql, @Nullable Object[] args, RowMapper<T> result) {
        try (var rows = bind(sql, args).executeQuery()) {
            return result.map(rows);
        } catch (SQLException e) {
            forget(sql);
            throw DbFaultException.of(e);
        }
    }

    /// Runs a statement that answers no rows.
    final void run(String sql, @Nullable Object... args) throws SQLException {
        try {
            bind(sql, args).execute();
        } catch (SQLException e) {
            forget(sql);
            throw e;
        }
    }

    /// The number of the last write that these reads see; 0 before the first one.
    public long seq() {
        return seqOnDisk();
    }

    /// Whether somebody has changed rows by hand that are not taken back yet.
    public final boolean hasHandEdits() {
        return number("SELECT EXISTS (SELECT 1 FROM hand_edits)") == 1;
    }

    /// When the last write was made that these reads see.
    public Instant writtenAt() {
        return text("SELECT at FROM head").map(Instant::parse).orElse(Instant.EPOCH);
    }

    final long seqOnDisk() {
        return number("SELECT seq FROM head");
    }

    /// The statement that runs, or that ran last.
    final String sql() {
        return sql;
    }

    /// Makes SQLite give up the statement that runs. Any thread may ask for it.
    final void interrupt() {
        try {
            ((SQLiteConnection) connection).getDatabase().interrupt();
        } catch (SQLException e) {
            log.debug("a statement cannot be interrupted: {}", sql, e);
        }
    }

    private PreparedStatement bind(String sql, @Nullable Object[] args) throws SQLException {
        this.sql = sql;
        var statement = statements.get(sql);
        if (statement == null) {
            if (statements.size() >= STATEMENTS) {
                statements.pollFirstEntry().getValue().close();
            }
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < args.length; i++) {
            statement.setObject(i + 1, args[i]);
        }
        return statement;
    }

    /// After a failure nothing of it is kept, so that a passing fault passes: the driver finalises a statement that
    /// failed, and SQLite keeps the pages that it read.
    private void forget(String sql) {
        var failed = statements.remove(sql);
        try (var other = connection.createStatement()) {
            if (failed != null) {
                failed.close();
            }
            other.execute("PRAGMA shrink_memory");
        } catch (SQLException e) {
            log.debug("the connection keeps what a failed statement read: {}", sql, e);
        }
    }

    /// Ends the prepared statements, so that the connection can do what allows none beside it.
    final void closeStatements() throws SQLException {
        for (var statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }

    final Connection connection() {
        return connection;
    }

    final void close() throws SQLException {
        connection.close();
    }
}
