package dev.kamiyo.drill;

import dev.kamiyo.db.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The service that runs, with its own data. It is read, and nothing is written to it.
///
/// @param folders where its data lie
/// @param old its newest backup
/// @param pid its process
/// @param url where it listens
record LiveStage(Folders folders, Path old, long pid, String url) implements Stage {
    @Override
    public Optional<String> key() {
        return Optional.empty();
    }

    @Override
    public Optional<String> obstacle(Fault fault) throws InterruptedException {
        return switch (fault.need()) {
            case NOTHING -> Optional.empty();
            case SQLITE3 -> Shell.lacks("sqlite3");
            case PRLIMIT -> Shell.lacks("prlimit");
            case ORDINARY_USER -> Optional.of("the modes of a real volume are left alone");
            case A_PROCESS_OF_ITS_OWN, A_SMALL_DISK, A_DISK_THAT_FAILS ->
                Optional.of("it is not made on the running service");
        };
    }

    @Override
    public void restart() throws IOException {
        throw new IOException("the service has ended; start it again");
    }

    @Override
    public void end() {
        // it goes on
    }

    @Override
    public void close() {
        // it goes on
    }
}
