package dev.kamiyo.stream;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.ChangeStore;
import dev.kamiyo.exploit.ChangeStore.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads each change once, as soon as it is written, for all who follow. Nothing is read while nobody follows.
///
/// Followers keep their own place. One that is farther behind than the memory reads from the data until it is not;
/// at most two do so at a time, so that other reads find room. Safe for use by many threads.
public final class ChangeLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("stream");
    private static final int PAGE = 500;
    private static final int CATCH_UP_PAGE = 20;
    private static final int CATCHING_UP = 2;
    /// How soon a change is found of which no word came: that of a write whose fate was unknown.
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// A part of what the data have behind a place.
    ///
    /// @param upto the place behind it
    /// @param more whether there is more
    /// @param reset whether the place was of another epoch, so that nothing follows it
    record Page(List<ChangeEvent> events, Place upto, boolean more, boolean reset) {}

    private final Database database;
    private final ChangeStore changes = new ChangeStore();
    private final RecentChanges recent = new RecentChanges();
    private final Semaphore written = new Semaphore(0);
    private final Semaphore catchingUp = new Semaphore(CATCHING_UP);
    private final LongAdder catchUps = new LongAdder();
    private int followers;
    private volatile boolean closed;

    /// @param database outlives it
    public ChangeLog(Database database) {
        this.database = database;
        database.onWrite(written::release);
        Thread.ofVirtual().name("changes").start(this::run);
    }

    /// The place behind the last write; empty when nothing but a backup can be read, which may lack some.
    ///
    /// @throws DbFaultException when nothing can be read
    public Optional<Place> head() {
        var read = database.ask(reader -> new Place(changes.epoch(reader), reader.seq()));
        return read.origin().staleSince().isEmpty() ? Optional.of(read.value()) : Optional.empty();
    }

    /// Lets one more follow.
    ///
    /// @param head the place behind the last write, just read
    /// @param start the place to begin behind; empty for the head, and for that of the other epoch after a restore
    /// @param most how many may follow
    /// @return empty when as many follow as may
    public synchronized Optional<Follower> follow(Place head, Optional<Place> start, int most) {
        if (followers >= most) {
            return Optional.empty();
        }
        if (followers == 0) {
            recent.restart(head);
        }
        followers++;
        written.release(); // something may have been written since the head was read
        return Optional.of(new Follower(this, recent, start.orElse(head).inEpochOf(head), start.isEmpty()));
    }

    synchronized void left() {
        followers--;
        if (followers == 0) {
            recent.restart(recent.upto());
        }
    }

    /// How many follow now.
    public synchronized int followers() {
        return followers;
    }

    /// How many pages were read for single followers.
    public long catchUps() {
        return catchUps.sum();
    }

    private void run() {
        while (!closed) {
            try {
                var _ = written.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                written.drainPermits();
                boolean more = true;
                while (more && followers() > 0) {
                    more = advance();
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                log.error("changes cannot be followed; this is a defect, please report it", e);
            }
        }
    }

    /// @return whether there is more
    private boolean advance() {
        var after = recent.upto();
        var found = page(after, PAGE);
        if (found.isEmpty()) {
            return false; // what was written waits in the data
        }
        var page = found.get();
        if (page.reset) {
            recent.restart(page.upto);
        } else {
            recent.add(after, page.events, page.upto);
        }
        return page.more;
    }

    /// What the data have behind a place, for somebody whom the memory cannot tell; empty when they cannot be read.
    Optional<Page> catchUp(Place after) throws InterruptedException {
        catchingUp.acquire();
        try {
            catchUps.increment();
            return page(after, CATCH_UP_PAGE);
        } finally {
            catchingUp.release();
        }
    }

    private Optional<Page> page(Place after, int most) {
        try {
            var read = database.ask(reader -> page(reader, after, most));
            return read.origin().staleSince().isEmpty() ? Optional.of(read.value()) : Optional.empty();
        } catch (DbFaultException _) {
            return Optional.empty();
        }
    }

    private Page page(Reader reader, Place after, int most) {
        var epoch = changes.epoch(reader);
        if (!after.epoch().equals(epoch)) {
            return new Page(List.of(), new Place(epoch, reader.seq()), false, true);
        }
        long seq = after.whole();
        var last = changes.last(reader, seq, most);
        var upto = new Place(epoch, last.isPresent() ? last.getAsLong() : Math.max(seq, reader.seq()));
        var events = events(changes.steps(reader, seq, upto.seq()), after);
        return new Page(events, after.isBehind(upto) ? upto : after, last.isPresent(), false);
    }

    private static List<ChangeEvent> events(List<Step> steps, Place after) {
        var events = new ArrayList<ChangeEvent>();
        int part = 0;
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            long seq = step.change().seq();
            boolean first = i == 0 || steps.get(i - 1).change().seq() != seq;
            boolean last = i + 1 == steps.size() || steps.get(i + 1).change().seq() != seq;
            part = first ? 1 : part + 1;
            var place = new Place(after.epoch(), seq, last ? Place.WHOLE : part);
            if (after.isBehind(place)) {
                events.add(new ChangeEvent(place, step));
            }
        }
        return events;
    }

    /// Tells all who follow that this is the end.
    @Override
    public void close() {
        closed = true;
        written.release();
        recent.close();
    }
}
