package dev.kamiyo.oncall;

import dev.kamiyo.channel.Form;
import dev.kamiyo.net.AddressGuard;
import dev.kamiyo.net.Answer;
import dev.kamiyo.net.Hosts;
import dev.kamiyo.net.Outgoing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends notices to the channels, straight from memory: the database may be what they are about.
///
/// Each channel has its own thread and order, so that one that hangs delays no other. A notice is tried again until
/// it arrives or a day has passed. Safe for use by many threads.
public final class Pager implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("oncall");
    private static final int WAITING = 1_000;
    private static final Outgoing.Limits LIMITS =
            new Outgoing.Limits(Duration.ofSeconds(5), Duration.ofSeconds(15), 1 << 20, 1, Duration.ofSeconds(1));

    /// How long is waited.
    ///
    /// @param first after the first attempt that failed; it doubles after each
    /// @param longest at most
    /// @param all until it is given up
    public record Pace(Duration first, Duration longest, Duration all) {
        /// From 2 seconds to 5 minutes, for a day.
        public static final Pace CALM = new Pace(Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofDays(1));

        private Duration within(Duration wait) {
            return wait.compareTo(longest) > 0 ? longest : wait;
        }
    }

    private final Outgoing outgoing;
    private final Clock clock;
    private final Pace pace;
    private final Map<Line, BlockingQueue<Notice>> queues = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    /// @param agent the User-Agent
    public Pager(List<Line> channels, Clock clock, Pace pace, String agent) {
        this.clock = clock;
        this.pace = pace;
        // The operator wrote these addresses into a file of the machine: a host of the house is what he means.
        var hosts =
                channels.stream().map(line -> line.channel().url().getHost()).toArray(String[]::new);
        this.outgoing = new Outgoing(
                AddressGuard.permitting(hosts),
                LIMITS,
                new Hosts(Duration.ofMillis(100), Duration.ofSeconds(1)),
                agent);
        for (var line : channels) {
            var queue = new LinkedBlockingQueue<Notice>(WAITING);
            queues.put(line, queue);
            threads.add(Thread.ofVirtual().name("pager-" + line.name()).start(() -> work(line, queue)));
        }
    }

    /// Tells every channel that is told of such things. Never waits.
    public void tell(Notice notice) {
        queues.forEach((line, queue) -> {
            if (line.tells().contains(notice.kind()) && !queue.offer(notice)) {
                log.warn("{} notices wait for the channel '{}'; '{}' is not sent", WAITING, line.name(), notice.id());
            }
        });
    }

    /// Tries one channel once.
    ///
    /// @return why it did not arrive; empty when it did
    public Optional<String> attempt(Line line, Notice notice) {
        return failure(send(line, notice));
    }

    private static Optional<String> failure(Answer answer) {
        return switch (answer) {
            case Answer.Body _ -> Optional.empty();
            case Answer.NotModified _ -> Optional.of("it answered with status 304");
            case Answer.Absent absent -> Optional.of("it answered with status " + absent.status());
            case Answer.RateLimited limited ->
                Optional.of(
                        "it wants to be left alone for " + limited.patience().toSeconds() + " s");
            case Answer.Failed failed -> Optional.of(failed.why());
        };
    }

    private Answer send(Line line, Notice notice) {
        var form = Form.of(notice.message(), line.channel(), clock.instant());
        return outgoing.deliver(form.url(), form.body(), form.headers());
    }

    private void work(Line line, BlockingQueue<Notice> queue) {
        try {
            while (true) {
                deliver(line, queue.take());
            }
        } catch (InterruptedException _) {
            queue.forEach(notice -> neverReached(line, notice, "the service stops"));
        }
    }

    private void deliver(Line line, Notice notice) throws InterruptedException {
        var until = clock.instant().plus(pace.all());
        var wait = pace.first();
        var told = false;
        while (true) {
            var answer = send(line, notice);
            var why = failure(answer).orElse(null);
            if (why == null) {
                log.info("the channel '{}' was told: {}", line.name(), notice.title());
                return;
            }
            if (clock.instant().isAfter(until)) {
                neverReached(line, notice, why);
                return;
            }
            if (!told) {
                told = true;
                log.warn(
                        "the channel '{}' was not reached with '{}': {}; it is tried again",
                        line.name(),
                        notice.id(),
                        why);
            }
            try {
                Thread.sleep(answer instanceof Answer.RateLimited limited ? pace.within(limited.patience()) : wait);
            } catch (InterruptedException e) {
                neverReached(line, notice, why);
                throw e;
            }
            wait = pace.within(wait.multipliedBy(2));
        }
    }

    private static void neverReached(Line line, Notice notice, String why) {
        log.warn(
                "the channel '{}' was never reached with '{}': {}; try it with: kamiyo oncall --try",
                line.name(),
                notice.id(),
                why);
    }

    /// Stops; what is under way is broken off.
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        outgoing.close();
    }
}
