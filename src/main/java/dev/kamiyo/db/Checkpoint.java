package dev.kamiyo.db;

import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When the -wal is moved into the file: by the writer alone, between groups, about every 500 pages.
///
/// A short -wal keeps reads quick and is little to lose when somebody deletes it.
final class Checkpoint {
    private static final long WAL_LIMIT_BYTES = 500L * (4096 + 24);
    private static final Logger log = LoggerFactory.getLogger("store");

    private final File wal;
    private final Connection connection;

    Checkpoint(Path file, Connection connection) {
        this.wal = new File(file + "-wal");
        this.connection = connection;
    }

    /// @param all whether to move everything now, however little it is
    void afterGroup(boolean all) {
        if (!all && wal.length() < WAL_LIMIT_BYTES) {
            return;
        }
        try {
            run(all ? "TRUNCATE" : "PASSIVE");
        } catch (SQLException e) {
            log.warn(
                    "{} kept its pages: {}; they stay safe there and the next write tries again",
                    wal,
                    DbFault.of(e).words());
        }
    }

    /// Moves everything and empties the -wal.
    void truncate() throws SQLException {
        run("TRUNCATE");
    }

    private void run(String mode) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(" + mode + ")");
        }
    }
}
