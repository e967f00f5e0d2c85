package dev.kamiyo.db;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/// Opens connections with the pragmas that keep the file safe.
///
/// Nothing but [#create] may create the file: an open that creates it after somebody deleted it would make an empty
/// database and unlink the live -wal. Only the writer checkpoints (`wal_autocheckpoint=0`), and nothing is mapped into
/// memory, since a truncated mapped file kills the process.
final class Connections {
    private static final int WRITER_PATIENCE_MILLIS = 2_000;

    private Connections() {}

    /// The writer's connection to a file that may not exist yet.
    static Connection create(Path file) throws SQLException {
        return writer(file, true);
    }

    /// The writer's connection to an existing file.
    static Connection writer(Path file) throws SQLException {
        return writer(file, false);
    }

    private static Connection writer(Path file, boolean create) throws SQLException {
        var config = config();
        if (!create) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        config.setBusyTimeout(WRITER_PATIENCE_MILLIS);
        return open(file, config, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA journal_size_limit=0");
    }

    /// A reader's connection: never waits for a lock, never writes.
    static Connection reader(Path file) throws SQLException {
        var config = config();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(0);
        return open(file, config, "PRAGMA query_only=ON", "PRAGMA schema_version");
    }

    /// A connection to a file that nobody writes to; it leaves no -wal or -shm beside it.
    static Connection immutable(Path file) throws SQLException {
        var config = config();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.resetOpenMode(SQLiteOpenMode.READWRITE);
        config.setOpenMode(SQLiteOpenMode.READONLY);
        config.setOpenMode(SQLiteOpenMode.OPEN_URI);
        return open(file.toUri().toString().replaceFirst("^file:/+", "file:/") + "?immutable=1", config);
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        return config;
    }

    private static Connection open(Path file, SQLiteConfig config, String... pragmas) throws SQLException {
        return open(file.toString(), config, pragmas);
    }

    private static Connection open(String file, SQLiteConfig config, String... pragmas) throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint=0");
            statement.execute("PRAGMA mmap_size=0");
            statement.execute("PRAGMA cell_size_check=ON");
            statement.execute("PRAGMA trusted_schema=OFF");
            statement.execute("PRAGMA journal_size_limit=" + (64 << 20));
            for (var pragma : pragmas) {
                statement.execute(pragma);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
