package dev.kamiyo.merge;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges what was in the data before claims were merged, beside the service's other work. It ends by itself, and the
/// next start goes on where closing stopped it.
public final class Indexing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("merge");

    private final Database database;
    private final MergeStore merges;
    private final Thread thread;
    private volatile boolean closing;

    /// Starts.
    public Indexing(Database database, MergeStore merges) {
        this.database = database;
        this.merges = merges;
        this.thread = Thread.ofVirtual().name("indexing").start(this::work);
    }

    private void work() {
        try {
            boolean done = database.read(merges::isIndexed);
            while (!done && !closing) {
                done = database.write(merges::indexMore);
            }
        } catch (DbFaultException e) {
            log.warn(
                    "merging what was there before stopped: {}; the next start goes on",
                    e.fault().words());
        }
    }

    /// Stops after the claims that it is at, and waits for them; no longer than until it is interrupted.
    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
