package dev.kamiyo.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection and its prepared statements. Belongs to one thread at a time.
///
/// A query's failure leaves as [DbFaultException].
public class Reader {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

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
        try (var rows = bind(sql, args).executeQuery()) {
            var found = new ArrayList<T>();
            while (rows.next()) {
                found.add(mapper.map(rows));
            }
            return found;
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    /// The first row of a query, if there is one.
    public final <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        try (var rows = bind(sql, args).executeQuery()) {
            return rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty();
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    /// The first column of the first row as text; empty for no row or SQL NULL.
    public final Optional<String> text(String sql, @Nullable Object... args) {
        try (var rows = bind(sql, args).executeQuery()) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    /// The first column of the first row as a number; 0 for no row or SQL NULL.
    public final long number(String sql, @Nullable Object... args) {
        try (var rows = bind(sql, args).executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    /// The number of the last write that these reads see; 0 before the first one.
    public long seq() {
        return number("SELECT value FROM meta WHERE name = 'seq'");
    }

    final PreparedStatement bind(String sql, @Nullable Object... args) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < args.length; i++) {
            statement.setObject(i + 1, args[i]);
        }
        return statement;
    }

    final void run(String sql) throws SQLException {
        bind(sql).execute();
    }

    final void close() throws SQLException {
        connection.close();
    }
}
