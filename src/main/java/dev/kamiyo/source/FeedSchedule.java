package dev.kamiyo.source;

import dev.kamiyo.db.DbFaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches each feed at its interval, on a thread of its own, so that none waits for another.
///
/// A feed that fails is asked again sooner, then ever later up to its interval. The time of the next fetch outlives
/// the process, so that restarts do not add requests.
public final class FeedSchedule implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("feeds");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// How soon things are done. Every time is lengthened by chance, by up to a tenth.
    ///
    /// @param first the least time from the start to the first request
    /// @param spread by how much chance may delay the first request further
    /// @param retry after the first failure; it doubles with each further one
    public record Pace(Duration first, Duration spread, Duration retry) {
        /// Half a minute to three and a half after the start; 5 min after a failure.
        public static final Pace CALM = new Pace(Duration.ofSeconds(30), Duration.ofMinutes(3), Duration.ofMinutes(5));
    }

    private final Feeds feeds;
    private final Clock clock;
    private final Pace pace;
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads;

    /// Starts waiting for the first fetches.
    public FeedSchedule(Feeds feeds, Clock clock, Pace pace) {
        this.feeds = feeds;
        this.clock = clock;
        this.pace = pace;
        this.threads = feeds.all().stream()
                .filter(Feed::scheduled)
                .map(feed -> Thread.ofVirtual().name("feed " + feed.name()).start(() -> watch(feed)))
                .toList();
    }

    private void watch(Feed feed) {
        try {
            var due = first(feed);
            while (!stopped.await(Duration.between(clock.instant(), due).toMillis(), TimeUnit.MILLISECONDS)) {
                due = run(feed);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Instant first(Feed feed) {
        var soon = clock.instant().plus(pace.first).plusMillis(chance.nextLong(pace.spread.toMillis() + 1));
        try {
            var planned = feeds.state(feed).nextRun();
            var latest = clock.instant().plus(feed.source().interval().multipliedBy(2)); // a clock may have been ahead
            return planned == null || planned.isBefore(soon) || planned.isAfter(latest) ? soon : planned;
        } catch (DbFaultException e) {
            log.debug("the plan for {} cannot be read; it is made anew", feed.name(), e);
            return soon;
        }
    }

    private Instant run(Feed feed) {
        try {
            var outcome = feeds.run(feed, Order.newest(feed.location()), (_, _) -> {});
            if (Thread.currentThread().isInterrupted()) {
                return clock.instant(); // a stop: the next start plans anew
            }
            var next = clock.instant().plus(lengthened(wait(feed, outcome)));
            feeds.next(feed, next);
            return next;
        } catch (DbFaultException e) {
            log.warn(
                    "{} is not kept: {}; it is fetched again in {}",
                    feed.name(),
                    e.fault().words(),
                    pace.retry);
        } catch (RuntimeException e) {
            log.error("the feed {} has a defect, please report it", feed.name(), e);
        }
        return clock.instant().plus(lengthened(pace.retry));
    }

    private Duration wait(Feed feed, Import outcome) {
        var interval = feed.source().interval();
        return switch (outcome) {
            case Import.Done _, Import.NotModified _, Import.Drifted _ -> interval;
            case Import.Refused refused -> {
                int doubled = Math.clamp(feeds.state(feed).failures() - 1L, 0, 10);
                var again = pace.retry.multipliedBy(1L << doubled);
                var bounded = again.compareTo(interval) < 0 ? again : interval;
                yield bounded.compareTo(refused.patience()) < 0 ? refused.patience() : bounded;
            }
        };
    }

    private Duration lengthened(Duration time) {
        return time.plusMillis(chance.nextLong(time.toMillis() / 10 + 1));
    }

    /// Stops; a fetch that is under way is broken off, and has a few seconds to keep what it read.
    @Override
    public void close() {
        stopped.countDown();
        threads.forEach(Thread::interrupt);
        var end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (var thread : threads) {
                if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    log.info("{} is left behind; the next start fetches it again", thread.getName());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
