package dev.kamiyo.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The latest changes in memory: all those behind `from` and up to `upto`. Safe for use by many threads.
final class RecentChanges implements AutoCloseable {
    private static final int EVENTS = 1_024;
    private static final long BYTES = 32 << 20;
    private static final int BATCH = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeMap<Place, ChangeEvent> events = new TreeMap<>(Place.ORDER);
    private Place from = new Place("", 0);
    private Place upto = from;
    private long bytes;
    private boolean closed;

    /// The place behind the last change that it has.
    Place upto() {
        lock.lock();
        try {
            return upto;
        } finally {
            lock.unlock();
        }
    }

    /// What is new behind a place; waits for it.
    ///
    /// @param patience how long
    /// @return empty when what follows the place is not in memory
    Optional<News> after(Place place, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed) {
                if (!place.epoch().equals(upto.epoch()) || place.isBehind(from)) {
                    return Optional.empty();
                }
                if (place.isBehind(upto)) {
                    return Optional.of(behind(place));
                }
                if (nanos <= 0) {
                    return Optional.of(new News.Nothing());
                }
                nanos = changed.awaitNanos(nanos);
            }
            return Optional.of(new News.End());
        } finally {
            lock.unlock();
        }
    }

    private News behind(Place place) {
        var found = events.tailMap(place, false).values().stream().limit(BATCH).toList();
        return new News.Events(
                found, found.size() < BATCH ? upto : found.getLast().place());
    }

    /// Waits until the memory is elsewhere.
    ///
    /// @param patience how long at most
    void await(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            var now = upto;
            while (!closed && nanos > 0 && upto.equals(now)) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Takes what was read behind a place, unless the memory is elsewhere by now.
    void add(Place after, List<ChangeEvent> found, Place end) {
        lock.lock();
        try {
            if (after.equals(upto)) {
                found.forEach(this::keep);
                upto = end;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(ChangeEvent event) {
        events.put(event.place(), event);
        bytes += event.size();
        while (events.size() > EVENTS || (bytes > BYTES && events.size() > 1)) {
            var oldest = events.pollFirstEntry();
            bytes -= oldest.getValue().size();
            from = oldest.getKey();
        }
    }

    /// Begins anew at a place.
    void restart(Place place) {
        lock.lock();
        try {
            events.clear();
            bytes = 0;
            from = place;
            upto = place;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Tells all who wait that this is the end.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
