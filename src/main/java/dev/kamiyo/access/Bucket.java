package dev.kamiyo.access;

import java.util.concurrent.atomic.AtomicLong;

/// A token bucket, kept as the one moment at which it is full again. Safe for use by many threads; takes no lock and
/// makes no garbage.
final class Bucket {
    private final AtomicLong full;

    /// A full one.
    ///
    /// @param now nanoseconds, of the clock that is used with it
    Bucket(long now) {
        full = new AtomicLong(now);
    }

    /// Takes a token.
    ///
    /// @param interval nanoseconds in which one comes back
    /// @param size nanoseconds in which an empty bucket is full
    /// @return the nanoseconds until it is full; when no token was there, those until one is, less than 0
    long take(long now, long interval, long size) {
        while (true) {
            long before = full.get();
            long missing = Math.max(before - now, 0) + interval;
            if (missing > size) {
                return size - missing;
            }
            if (full.compareAndSet(before, now + missing)) {
                return missing;
            }
        }
    }
}
