package dev.kamiyo.stream;

import java.time.Duration;

/// One who follows the changes, and the place up to which they were told. Belongs to one thread.
public final class Follower implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ChangeLog log;
    private final RecentChanges recent;
    private final boolean live;
    private Place place;

    /// @param place where to begin
    /// @param live whether only what happens from now on is wanted, also after a restore
    Follower(ChangeLog log, RecentChanges recent, Place place, boolean live) {
        this.log = log;
        this.recent = recent;
        this.place = place;
        this.live = live;
    }

    /// The place behind all that was told.
    public Place place() {
        return place;
    }

    /// What comes next; waits for it. While the data cannot be read nothing comes, and nothing is lost.
    ///
    /// @param patience how long it waits at most, about
    public News next(Duration patience) throws InterruptedException {
        var known = recent.after(place, patience);
        var news = known.isPresent() ? known.get() : read(patience);
        switch (news) {
            case News.Events found -> place = found.upto();
            case News.Reset reset -> place = reset.next();
            case News.Nothing _, News.End _ -> {}
        }
        return news;
    }

    private News read(Duration patience) throws InterruptedException {
        var found = log.catchUp(place);
        if (found.isPresent() && found.get().reset()) {
            var head = found.get().upto();
            return new News.Reset(live ? head : new Place(head.epoch(), 0));
        }
        if (found.isPresent() && place.isBehind(found.get().upto())) {
            return new News.Events(found.get().events(), found.get().upto());
        }
        // a fault, or the data went back to an earlier time, which is not known in memory yet
        recent.await(patience.compareTo(PAUSE) < 0 ? patience : PAUSE);
        return new News.Nothing();
    }

    /// Makes room for another.
    @Override
    public void close() {
        log.left();
    }
}
