package dev.kamiyo.testing;

import dev.kamiyo.db.Bases;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Folders;
import dev.kamiyo.db.Role;
import dev.kamiyo.db.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/// A database of a test, without backups and without anybody who watches over it.
public final class TestDatabase {
    private TestDatabase() {}

    /// A data folder and, within it, a folder for the standby.
    public static Folders folders(Path data) {
        return new Folders(data, data.resolve("run"));
    }

    /// Opens the data of a folder, with both copies in service.
    public static Database open(Path data) throws IOException {
        return open(data, Clock.systemUTC());
    }

    /// Opens the data of a folder, with both copies in service.
    public static Database open(Path data, Clock clock) throws IOException {
        return open(data, clock, Watcher.NONE);
    }

    /// Opens the data of a folder, with both copies in service.
    public static Database open(Path data, Clock clock, Watcher watcher) throws IOException {
        Files.createDirectories(folders(data).run());
        var database = Database.open(folders(data), clock, Bases.NONE, watcher);
        for (var role : Role.values()) {
            if (!database.copy(role).inService()) {
                database.healAnew(role);
            }
        }
        return database;
    }

    /// Puts copies back into service that left it, as the guardian would; one may have lagged on a busy machine.
    public static void bringBack(Database database) throws IOException {
        for (var role : Role.values()) {
            if (!database.copy(role).inService()) {
                try {
                    database.catchUp(role);
                } catch (DbFaultException _) {
                    database.healAnew(role);
                }
            }
        }
    }
}
