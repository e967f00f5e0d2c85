package dev.kamiyo.oncall;

import dev.kamiyo.channel.Form;
import dev.kamiyo.net.AddressGuard;
import dev.kamiyo.net.Receipt;
import dev.kamiyo.net.Sender;
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
/// it arrives, a day has passed, or the channel says that it will never take it. Safe for use by many threads.
public final class Pager implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("oncall");
    private static final int WAITING = 1_000;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration TOTAL = Duration.ofSeconds(15);

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

    private final Sender sender;
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
        this.sender = new Sender(AddressGuard.permitting(hosts), CONNECT, TOTAL, agent);
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
        try {
            return Optional.ofNullable(send(line, notice).failure());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private Receipt send(Line line, Notice notice) throws InterruptedException {
        return sender.send(Form.of(notice.message(), line.channel(), clock.instant()));
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
            Receipt receipt;
            try {
                receipt = send(line, notice);
            } catch (InterruptedException e) {
                neverReached(line, notice, "the service stops");
                throw e;
            } catch (RuntimeException e) { // no descriptor is left for its socket, say
                receipt = Receipt.unanswered(String.valueOf(e), Duration.ZERO);
            }
            var why = receipt.failure();
            if (why == null) {
                log.info("the channel '{}' was told: {}", line.name(), notice.title());
                return;
            }
            if (receipt.outcome() == Receipt.Outcome.NEVER || clock.instant().isAfter(until)) {
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
                Thread.sleep(receipt.patience().map(pace::within).orElse(wait));
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
        sender.close();
    }
}
