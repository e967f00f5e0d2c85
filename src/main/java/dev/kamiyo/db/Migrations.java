package dev.kamiyo.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The versions of the schema: one script each, applied in order, never changed once released.
///
/// The version of a file is its `user_version`. Written by hand because a migration will have to be applied to each
/// copy of the data as one of its writes, which migration libraries cannot do.
final class Migrations {
    private static final List<String> SCRIPTS = List.of("001-exploits.sql");

    private Migrations() {}

    /// The version of this program's schema.
    static int current() {
        return SCRIPTS.size();
    }

    /// Gives a file that was made just now this program's schema.
    static void create(Connection connection) throws SQLException {
        apply(connection, 0);
    }

    /// Brings a file to this program's version.
    ///
    /// @return false when it has no schema of ours, and so is not ours to write to: empty, say, because somebody is
    ///     just copying another over it
    /// @throws SchemaTooNewException when the file was written by a newer program; it is left as it was
    static boolean apply(Connection connection) throws SQLException {
        int version = version(connection);
        if (version == 0) {
            return false;
        }
        if (version > current()) {
            throw new SchemaTooNewException(version, current());
        }
        apply(connection, version);
        return true;
    }

    private static void apply(Connection connection, int version) throws SQLException {
        for (int next = version; next < current(); next++) {
            try (var statement = connection.createStatement()) {
                statement.executeUpdate("BEGIN IMMEDIATE;\n" + script(SCRIPTS.get(next)) + "\nPRAGMA user_version="
                        + (next + 1) + ";\nCOMMIT;");
            } catch (SQLException e) {
                rollback(connection, e);
                throw e;
            }
        }
    }

    private static void rollback(Connection connection, SQLException cause) {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    private static String script(String name) {
        try (var in = Migrations.class.getResourceAsStream("/db/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the migration " + name + " is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
