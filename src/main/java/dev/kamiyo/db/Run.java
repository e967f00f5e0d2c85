package dev.kamiyo.db;

import java.time.Duration;

/// One query on one connection, from its begin to its end. Safe for use by many threads.
final class Run {
    private static final int LONGEST = 200;

    private final Reader reader;
    private final long began = System.nanoTime();
    private boolean ended;

    Run(Reader reader) {
        this.reader = reader;
    }

    RunningQuery query() {
        var sql = reader.sql().replaceAll("\\s+", " ").strip();
        return new RunningQuery(sql.length() > LONGEST ? sql.substring(0, LONGEST) + "…" : sql, age());
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /// Makes SQLite give up the statement that runs; the connection's next query is never hit.
    synchronized void stop() {
        if (!ended) {
            reader.interrupt();
        }
    }

    synchronized void end() {
        ended = true;
    }
}
