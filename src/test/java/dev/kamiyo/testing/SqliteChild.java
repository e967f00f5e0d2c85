package dev.kamiyo.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/// A main class for [ChildProcess] that runs each line (`FILE SQL`) through sqlite-jdbc, on one connection a file, and
/// answers each with a line: the first value of a query, `done`, or the name of SQLite's result code.
final class SqliteChild {
    private static final Map<String, Connection> OPEN = new HashMap<>();

    private SqliteChild() {}

    public static void main(String[] args) throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                var words = line.split(" ", 2);
                System.out.println(answer(words[0], words[1]));
            }
        }
    }

    private static String answer(String file, String sql) {
        try (var statement = connection(file).createStatement()) {
            if (!statement.execute(sql)) {
                return "done";
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
            }
        } catch (SQLiteException e) {
            return e.getResultCode().name();
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Connection connection(String file) throws SQLException {
        var connection = OPEN.get(file);
        if (connection == null) {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
                statement.execute("PRAGMA cache_size=1"); // it is to read from the file
            }
            OPEN.put(file, connection);
        }
        return connection;
    }
}
