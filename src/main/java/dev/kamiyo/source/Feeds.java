package dev.kamiyo.source;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Reader;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// All feeds of the program, and how they fare. Safe for use by many threads.
public final class Feeds {
    private final FeedStore store = new FeedStore();
    private final Database database;
    private final Ingestor ingestor;
    private final Clock clock;
    private final List<Feed> all;
    private final Map<String, ReentrantLock> busy = new HashMap<>();
    private final Map<String, FeedState> known = new ConcurrentHashMap<>();
    private final Instant began;

    /// @param all the feeds, each name once
    public Feeds(Database database, Ingestor ingestor, Clock clock, List<Feed> all) {
        this.database = database;
        this.ingestor = ingestor;
        this.clock = clock;
        this.all = List.copyOf(all);
        this.began = clock.instant();
        all.forEach(feed -> busy.put(feed.name(), new ReentrantLock()));
    }

    /// The feeds, in the order of the program.
    public List<Feed> all() {
        return all;
    }

    /// The feed of a name.
    public Optional<Feed> find(String name) {
        return all.stream().filter(feed -> feed.name().equals(name)).findFirst();
    }

    /// The state of a feed.
    public FeedState state(Reader reader, Feed feed) {
        return store.state(reader, feed.name());
    }

    /// Brings a feed into the data; a second import of the same feed waits for the first one. How it went is part of
    /// the feed's state if it was read where it is read on schedule; when a feed that is not read on schedule was
    /// first taken, any place tells.
    ///
    /// @throws dev.kamiyo.db.DbFaultException when the data cannot be read or written; run it again, it goes on
    public Import run(Feed feed, Order order, Progress progress) {
        var lock = Objects.requireNonNull(busy.get(feed.name()));
        lock.lock();
        try {
            var outcome = ingestor.run(feed, order, progress);
            if (Thread.currentThread().isInterrupted() && outcome instanceof Import.Refused) {
                return outcome; // broken off by a stop, which tells nothing of the feed
            }
            ImportLog.tell(feed, order.location(), outcome);
            if (!order.dryRun()) {
                keep(feed, order.location(), outcome);
            }
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Feed feed, String location, Import outcome) {
        var at = clock.instant();
        if (location.equals(feed.location())) {
            known.compute(feed.name(), (_, state) -> (state == null ? state(feed) : state).after(outcome, at));
            database.write(tx -> store.change(tx, feed.name(), state -> state.after(outcome, at)));
        } else if (!feed.scheduled()) {
            database.write(tx -> store.change(tx, feed.name(), state -> state.afterElsewhere(outcome, at)));
        }
    }

    /// What is wrong with feeds that are fetched on schedule, by what this process remembers: also while the data
    /// cannot be read.
    ///
    /// @throws dev.kamiyo.db.DbFaultException when the data cannot be read and was not read before
    public List<FeedTrouble> troubles() {
        var now = clock.instant();
        return all.stream()
                .filter(Feed::scheduled)
                .flatMap(feed ->
                        FeedTrouble.of(feed, known.computeIfAbsent(feed.name(), _ -> state(feed)), began, now).stream())
                .toList();
    }

    FeedState state(Feed feed) {
        return database.read(reader -> store.state(reader, feed.name()));
    }

    void next(Feed feed, Instant at) {
        database.write(tx -> store.change(tx, feed.name(), state -> state.next(at)));
    }
}
