package dev.kamiyo.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;

/// Looks at a database from outside the service that owns it, whether that runs or not: its files and their -wal stay
/// as they are.
///
/// To open an unserved file the ordinary way would move its -wal into it on closing, and so destroy what a start goes
/// by. Not for the process that serves the file.
public final class Outside {
    private Outside() {}

    /// Looks through a whole file, as [Inspection] says.
    ///
    /// @param isServed whether a service has it open
    /// @param scratch an existing folder with room for the file and its -wal
    /// @throws IOException when the scratch folder cannot be written
    public static Inspection inspect(Path file, boolean isServed, Path scratch) throws IOException {
        if (isServed && isShared(file)) {
            return Inspection.of(() -> Connections.onlooker(file));
        }
        if (isUnsettled(file)) {
            return elsewhere(file, scratch, Inspection::ofLive);
        }
        return Inspection.of(file);
    }

    /// Writes what a file and its -wal hold into a new file.
    ///
    /// @param target a file that does not exist
    /// @throws IOException when the scratch folder or the target cannot be written
    /// @throws DbFaultException when SQLite refuses; the target may then hold a part
    public static void copy(Path file, boolean isServed, Path scratch, Path target) throws IOException {
        if (isServed && isShared(file)) {
            copy(() -> Connections.onlooker(file), target);
        } else if (isUnsettled(file)) {
            elsewhere(file, scratch, copied -> {
                copy(() -> Connections.copier(copied), target);
                return true;
            });
        } else {
            copy(() -> Connections.immutable(file), target);
        }
    }

    private static void copy(Inspection.Opening opening, Path target) {
        try (Connection connection = opening.connection()) {
            Connections.vacuumInto(connection, target);
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    private static boolean isShared(Path file) {
        return Files.exists(Checkpoint.wal(file)) && Files.exists(Path.of(file + "-shm"));
    }

    private static boolean isUnsettled(Path file) throws IOException {
        var wal = Checkpoint.wal(file);
        return Files.exists(wal) && Files.size(wal) > 0;
    }

    @FunctionalInterface
    private interface Look<T> {
        T at(Path file);
    }

    private static <T> T elsewhere(Path file, Path scratch, Look<T> look) throws IOException {
        var copied = scratch.resolve("look.db");
        try {
            Files.copy(file, copied, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(Checkpoint.wal(file), Checkpoint.wal(copied), StandardCopyOption.REPLACE_EXISTING);
            return look.at(copied);
        } finally {
            for (var part : Quarantine.parts(copied)) {
                Files.deleteIfExists(part);
            }
        }
    }
}
