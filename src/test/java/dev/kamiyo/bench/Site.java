package dev.kamiyo.bench;

import dev.kamiyo.db.Bases;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Role;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;

/// Where one size is measured.
///
/// @param program what is measured
/// @param scratch a folder for whatever is needed; it goes when the work is done
/// @param data what is measured with; each measurement has a copy of its own
/// @param span how long each load lasts
record Site(Installation program, Path scratch, MadeUpData data, long exploits, Duration span) {
    /// A copy of the data that is on the disk, so that nothing measured waits for it.
    MadeUpData copy(String name) throws IOException {
        var copy = data.copy(scratch.resolve(name + "-" + exploits));
        Program.run("sync");
        return copy;
    }

    /// A service on a copy of the data.
    Service service(String name) throws IOException {
        var folders = copy(name).folders();
        var service = Service.start(program, folders.data(), folders.run());
        service.settle();
        return service;
    }

    /// A copy of the data, opened in this process, with both files in service.
    Database database(String name) throws IOException {
        var database = Database.open(copy(name).folders(), Clock.systemUTC(), Bases.NONE, Watcher.NONE);
        if (Arrays.stream(Role.values()).allMatch(role -> database.copy(role).inService())) {
            return database;
        }
        database.close();
        throw new IllegalStateException("a copy of the made-up data is not in service");
    }

    /// An empty folder.
    Path folder(String name) throws IOException {
        return Files.createDirectories(scratch.resolve(name + "-" + exploits));
    }
}
