package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The versions of the schema: one script each, applied in order, never changed once released.
///
/// The version of a file is its `user_version`. A migration is a line of the journal like any write, so that each
/// copy takes it at the same place; its script must therefore do the same to equal data.
final class Migrations {
    private static final List<String> SCRIPTS = List.of(
            "001-exploits.sql",
            "002-copies.sql",
            "003-sources.sql",
            "004-merge.sql",
            "005-search.sql",
            "006-keys.sql",
            "007-alerts.sql",
            "008-withdrawal.sql",
            "009-forward-index.sql",
            "010-reviews.sql",
            "011-restores.sql");

    /// The first version with a head, from which on a file can be a copy.
    static final int FIRST_COPY = 2;

    private static final Map<Integer, List<String>> SCHEMAS = new ConcurrentHashMap<>();

    private Migrations() {}

    /// The version of this program's schema.
    static int current() {
        return SCRIPTS.size();
    }

    /// The version of a file; 0 when it has no schema of ours.
    static int version(Reader reader) {
        return (int) reader.number("PRAGMA user_version");
    }

    /// Gives a file that was made just now this program's schema.
    static void create(Connection connection) throws SQLException {
        for (int version = 1; version <= current(); version++) {
            upgrade(connection, version);
        }
    }

    /// Gives a file that was made just now the schema that a journal begins with, as the same store.
    static void create(Connection connection, Segment first) throws SQLException {
        for (int version = 1; version <= first.schema(); version++) {
            upgrade(connection, version);
        }
        try (var head = connection.prepareStatement("UPDATE head SET store = ?, epoch = ?")) {
            head.setString(1, first.store());
            head.setString(2, first.epoch());
            head.executeUpdate();
        }
    }

    /// Brings a file without a head to the first version that has one, in transactions of its own.
    ///
    /// @return false when it has no schema of ours, and so is not ours to write to: empty, say, because somebody is
    ///     just copying another over it
    static boolean makeCopy(Connection connection) throws SQLException {
        int version = version(new Reader(connection));
        if (version == 0) {
            return false;
        }
        for (int next = version + 1; next <= FIRST_COPY; next++) {
            upgrade(connection, next);
        }
        return true;
    }

    /// What a file of a version has in its schema; SQLite's own tables are left out.
    static List<String> schema(Reader reader) {
        return reader.list(
                "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema"
                        + " WHERE name NOT LIKE 'sqlite_%' ORDER BY 1",
                row -> row.getString(1));
    }

    /// What a file of a version should have in its schema.
    static List<String> schema(int version) {
        return SCHEMAS.computeIfAbsent(version, Migrations::build);
    }

    private static List<String> build(int version) {
        try (var connection = Connections.create(Path.of(":memory:"))) {
            for (int next = 1; next <= version; next++) {
                upgrade(connection, next);
            }
            return schema(new Reader(connection));
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    private static void upgrade(Connection connection, int version) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        try {
            step(connection, version);
            if (version >= FIRST_COPY) {
                execute(connection, "UPDATE head SET writing = 0");
            }
            execute(connection, "COMMIT");
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        }
    }

    /// Runs the script of a version within the caller's transaction, and brings the fingerprints up to date.
    static void step(Connection connection, int version) throws SQLException {
        var reader = new Reader(connection);
        long seq = version == FIRST_COPY ? reader.number("SELECT value FROM meta WHERE name = 'seq'") : 0;
        var at = version == FIRST_COPY
                ? reader.text("SELECT value FROM meta WHERE name = 'at'").orElse("1970-01-01T00:00:00Z")
                : "";
        reader.closeStatements();
        HandEdits.dropTriggers(connection);
        execute(connection, script(SCRIPTS.get(version - 1)));
        execute(connection, "PRAGMA user_version=" + version);
        if (version == FIRST_COPY) {
            try (var head = connection.prepareStatement("INSERT INTO head VALUES (1, ?, ?, ?, ?, ?, 1)")) {
                head.setString(1, UUID.randomUUID().toString());
                head.setString(2, newEpoch());
                head.setLong(3, seq);
                head.setString(4, Head.GENESIS);
                head.setString(5, at);
                head.executeUpdate();
            }
        }
        if (version >= FIRST_COPY) {
            HandEdits.createTriggers(connection);
            var tx = new Tx(connection);
            Fingerprints.recount(tx);
            tx.closeStatements();
        }
    }

    /// A name for a line of writes, 8 random hexadecimal digits.
    static String newEpoch() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
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
