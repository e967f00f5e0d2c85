package dev.kamiyo.db;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What callers of one kind were told: how often they failed, and for how long in all. A stretch lasts from a failure
/// to the next success. Safe for use by many threads.
public final class Outage {
    private volatile @Nullable DbFault now;
    private long began;
    private long nanos;
    private long failed;
    private long unknown;

    /// What was counted since the process began.
    ///
    /// @param failed calls that were refused, those of unknown fate among them
    /// @param unknown writes of which nobody can say yet whether they lasted
    /// @param lasted all stretches together, one that still lasts included
    public record Tally(long failed, long unknown, Duration lasted) {
        /// What was counted after an earlier tally.
        public Tally since(Tally earlier) {
            return new Tally(failed - earlier.failed, unknown - earlier.unknown, lasted.minus(earlier.lasted));
        }
    }

    Outage() {}

    void worked() {
        if (now != null) {
            end();
        }
    }

    private synchronized void end() {
        if (now != null) {
            nanos += System.nanoTime() - began;
            now = null;
        }
    }

    /// A refusal for the caller's own reasons is none.
    synchronized void failed(DbFaultException e) {
        if (e.fault() instanceof DbFault.Other || e.fault() instanceof DbFault.Interrupted) {
            return;
        }
        failed++;
        unknown += e.isUnknown() ? 1 : 0;
        if (now == null) {
            began = System.nanoTime();
        }
        now = e.fault();
    }

    /// Why the last call failed; empty when it succeeded.
    public Optional<DbFault> lasting() {
        return Optional.ofNullable(now);
    }

    /// What was counted so far.
    public synchronized Tally tally() {
        long open = now == null ? 0 : System.nanoTime() - began;
        return new Tally(failed, unknown, Duration.ofNanos(nanos + open));
    }
}
