package dev.kamiyo.db;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops queries that run longer than anybody waits: they hold a connection, and the -wal grows behind them.
final class QueryWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("store");
    private static final Duration TICK = Duration.ofMillis(500);

    private final Mirror mirror;
    private final Duration limit;
    private final AtomicLong stopped = new AtomicLong();
    private final Set<Run> told = Collections.newSetFromMap(new WeakHashMap<>());
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("query-watch").daemon().factory());

    QueryWatch(Mirror mirror, Duration limit) {
        this.mirror = mirror;
        this.limit = limit;
        var _ = thread.scheduleWithFixedDelay(this::look, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// How many were stopped.
    long stopped() {
        return stopped.get();
    }

    /// One that is between two statements goes on to the next, and is stopped there.
    private void look() {
        for (var run : mirror.running()) {
            if (run.age().compareTo(limit) >= 0) {
                if (told.add(run)) {
                    stopped.incrementAndGet();
                    log.warn(
                            "a query is stopped after {} s: {}; ask for less at once, or report it",
                            limit.toSeconds(),
                            run.query().sql());
                }
                run.stop();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
