package dev.kamiyo.db;

import dev.kamiyo.files.SteadySync;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/// Opens connections with the pragmas that keep the file safe.
///
/// Nothing but [#create] may create the file: an open that creates it after somebody deleted it would make an empty
/// database and unlink the live -wal. Only the writer checkpoints (`wal_autocheckpoint=0`), and nothing is mapped
/// into memory, since a truncated mapped file kills the process.
final class Connections {
    /// How long a write waits for a foreign lock before the copy leaves service.
    private static final int WRITER_PATIENCE_MILLIS = 100;

    /// What a savepoint may have to take back stays in memory: in a file it is two calls for each page that a command
    /// touches, and a write would need room in a folder that is not ours.
    private static final String TEMPORARY = "PRAGMA temp_store=MEMORY";

    /// The pages of a group's indexes, so that they are not read from the -wal again and again; 16 MiB.
    private static final String CACHE = "PRAGMA cache_size=-16384";

    private static final int ONLOOKER_PATIENCE_MILLIS = 1_000;

    /// The -wal keeps this length when it begins anew: to write over what is there costs a sync half as much as to make
    /// the file longer. A little more than what is moved at once; what a large transaction left goes.
    private static final long WAL_KEPT_BYTES = 4 << 20;

    private Connections() {}

    /// The writer's connection to a file that may not exist yet.
    static Connection create(Path file) throws SQLException {
        return open(file, config(), "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", TEMPORARY, CACHE);
    }

    /// The writer's connection to an existing copy. The standby is not synced with each commit: the journal can build
    /// it anew.
    static Connection writer(Path file, Role role) throws SQLException {
        var config = config();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(WRITER_PATIENCE_MILLIS);
        var synchronous =
                switch (role) {
                    case PRIMARY -> "FULL";
                    case STANDBY -> "NORMAL";
                };
        var connection = open(
                file,
                config,
                "PRAGMA journal_mode=WAL",
                "PRAGMA synchronous=" + synchronous,
                TEMPORARY,
                CACHE,
                "PRAGMA journal_size_limit=" + WAL_KEPT_BYTES);
        // begins nothing: without it the driver looks after each statement whether it is in a transaction
        ((SQLiteConnection) connection).getConnectionConfig().setAutoCommit(false);
        return connection;
    }

    /// A reader's connection: never waits for a lock, never writes.
    static Connection reader(Path file) throws SQLException {
        return existing(file, "PRAGMA query_only=ON", "PRAGMA schema_version");
    }

    private static Connection existing(Path file, String... pragmas) throws SQLException {
        var config = config();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(0);
        return open(file, config, pragmas);
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

    /// A connection to a file that another process serves: it writes nothing, and moves nothing when it is closed.
    static Connection onlooker(Path file) throws SQLException {
        return readOnly(file);
    }

    /// A connection that keeps SQLite from taking any other one of this process for the last one of its file.
    ///
    /// Closing the last one moves the -wal into the file and then deletes it by its name, whatever lies under that
    /// name by then; SQLite takes it for the last one when it gets the file to itself. From its first read on until
    /// it is closed this one shares the file, and being read-only it gets nothing to itself when it is closed last.
    /// Behind a checkpoint it looks at how the file begins.
    static Connection anchor(Path file) throws SQLException {
        return readOnly(file, "PRAGMA schema_version");
    }

    private static Connection readOnly(Path file, String... pragmas) throws SQLException {
        var config = config();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.resetOpenMode(SQLiteOpenMode.READWRITE);
        config.setOpenMode(SQLiteOpenMode.READONLY);
        config.setBusyTimeout(ONLOOKER_PATIENCE_MILLIS);
        return open(file, config, pragmas);
    }

    /// A connection that reads a file and may write others: `query_only` would refuse those, too.
    static Connection copier(Path file) throws SQLException {
        return existing(file);
    }

    /// Makes a file one that stands alone: opening it leaves no -wal beside it.
    static void single(Path file) throws SQLException {
        try (var connection = existing(file);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=DELETE");
        }
    }

    /// Writes what a database holds now into a new file, through a connection of its own. No write waits for it.
    ///
    /// @throws DbFaultException when SQLite refuses; the target may then hold a part
    static void copy(Path file, Path target) {
        try (var connection = copier(file);
                var _ = new SteadySync(target)) {
            vacuumInto(connection, target);
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        } catch (IOException e) {
            throw new DbFaultException(new DbFault.CannotOpen(14), e);
        }
    }

    /// Writes what a connection sees into a new file; no statement of the connection may be open.
    static void vacuumInto(Connection connection, Path target) throws SQLException {
        try (var statement = connection.prepareStatement("VACUUM INTO ?")) {
            statement.setString(1, target.toString());
            statement.execute();
        }
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false); // the driver asks for the last row after each statement otherwise
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
