package dev.kamiyo.cli;

import dev.kamiyo.files.FolderLock;
import dev.kamiyo.http.HttpServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files by which a running service is found: socket, lock and pid. Whoever deletes all that is in the data folder
/// deletes them, too, and needs the verbs right then: they are made again within a second.
final class Presence implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("serve");

    private final List<FolderLock> locks;
    private final HttpServer server;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("presence").daemon().factory());

    Presence(List<FolderLock> locks, HttpServer server) {
        this.locks = locks;
        this.server = server;
        var _ = thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    private void look() {
        locks.forEach(lock -> renew(lock::renew));
        renew(server::renewSocket);
    }

    @FunctionalInterface
    private interface Renewal {
        void run() throws IOException;
    }

    private static void renew(Renewal renewal) {
        try {
            renewal.run();
        } catch (IOException e) {
            log.debug("a file by which the service is found is not made: {}; it is tried again", e.getMessage());
        } catch (RuntimeException e) {
            log.error("the files of the service could not be looked after; this is a defect, please report it", e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
