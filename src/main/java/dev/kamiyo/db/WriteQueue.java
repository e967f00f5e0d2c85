package dev.kamiyo.db;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The writes that wait, in two lines: an import has a thousand under way, and who waits for an answer does not stand
/// behind them. Each line keeps its order. Bounded; safe for use by many threads.
final class WriteQueue {
    /// Which line.
    enum Turn {
        /// Somebody waits for the answer.
        NEXT,
        /// One of many.
        BULK
    }

    /// A write that waits.
    ///
    /// @param answer completes on the thread of the writer or of a copy
    record Entry<T>(Command<T> command, Turn turn, CompletableFuture<T> answer) {
        Entry(Command<T> command, Turn turn) {
            this(command, turn, new CompletableFuture<>());
        }
    }

    private static final int ROOM = 4_096;

    private final long gatherNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();
    private final Queue<Entry<?>> next = new ArrayDeque<>();
    private final ArrayDeque<Entry<?>> bulk = new ArrayDeque<>();
    private Turn last = Turn.BULK;
    private int expected;

    /// @param gatherNanos how long a group waits at most for those that are likely to come
    WriteQueue(long gatherNanos) {
        this.gatherNanos = gatherNanos;
    }

    /// Puts a write in line.
    ///
    /// @return false when there is no room
    boolean offer(Entry<?> entry) {
        lock.lock();
        try {
            var line = line(entry.turn);
            boolean room = line.size() < ROOM;
            if (room) {
                line.add(entry);
                if (line.size() == 1 || next.size() >= expected) { // else the group still gathers
                    some.signal();
                }
            }
            return room;
        } finally {
            lock.unlock();
        }
    }

    /// Takes a write out again.
    ///
    /// @return false when it has been taken for a group already
    boolean remove(Entry<?> entry) {
        lock.lock();
        try {
            return line(entry.turn).remove(entry);
        } finally {
            lock.unlock();
        }
    }

    /// Notes that a group is about to be answered. Whoever hears of its write often has the next one at once: a group
    /// that begins with the first of them would leave the others for the one after it.
    ///
    /// @param answered writes that somebody waits for
    void answering(int answered) {
        lock.lock();
        try {
            expected = answered + next.size();
        } finally {
            lock.unlock();
        }
    }

    /// Takes the next group, all of one line. Where both wait they take turns, so that neither waits for ever.
    ///
    /// @param most writes in it
    /// @param millis how long is waited for a first one
    /// @return none when none came
    List<Entry<?>> take(int most, long millis) throws InterruptedException {
        lock.lock();
        try {
            for (long left = TimeUnit.MILLISECONDS.toNanos(millis); next.isEmpty() && bulk.isEmpty(); ) {
                if (left <= 0) {
                    return new ArrayList<>();
                }
                left = some.awaitNanos(left);
            }
            for (long left = gatherNanos; left > 0 && isGathering(); ) {
                left = some.awaitNanos(left);
            }
            last = next.isEmpty() || (last == Turn.NEXT && !bulk.isEmpty()) ? Turn.BULK : Turn.NEXT;
            var group = new ArrayList<Entry<?>>();
            for (var line = line(last); group.size() < most && !line.isEmpty(); ) {
                group.add(line.remove());
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private boolean isGathering() {
        return bulk.isEmpty() && !next.isEmpty() && next.size() < expected;
    }

    /// Whether somebody waits for the answer of a write.
    boolean isSomebodyWaiting() {
        lock.lock();
        try {
            return !next.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Puts writes that were taken, and not run, before all others of their line.
    void giveBack(List<Entry<?>> rest) {
        lock.lock();
        try {
            rest.reversed().forEach(bulk::addFirst);
        } finally {
            lock.unlock();
        }
    }

    private Queue<Entry<?>> line(Turn turn) {
        return switch (turn) {
            case NEXT -> next;
            case BULK -> bulk;
        };
    }
}
