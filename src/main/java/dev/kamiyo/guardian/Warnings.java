package dev.kamiyo.guardian;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the gauges every few seconds and remembers, in memory alone, what is to be warned of.
///
/// A warning is told once when it comes and once when it has been gone for ten minutes, so that one that comes and
/// goes all the time is told once. Safe for use by many threads.
public final class Warnings implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("guardian");
    private static final Duration TICK = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final Path PROCESS = Path.of("/proc/self");

    private final List<Gauge> gauges;
    private final Clock clock;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private @Nullable ScheduledExecutorService thread;
    private volatile @Nullable List<Standing> last;

    /// A warning that holds now.
    ///
    /// @param since when it was first seen
    public record Standing(Warning warning, Instant since) {}

    private record Known(Warning warning, Instant since, Instant seen) {}

    Warnings(List<Gauge> gauges, Clock clock) {
        this.gauges = List.copyOf(gauges);
        this.clock = clock;
    }

    /// All gauges of a service. Nothing is looked at before somebody asks, or [#watch].
    ///
    /// @param others what other parts of the service warn of; a look is short
    public static Warnings of(Database database, BackupStore backups, Supplier<List<Warning>> others, Clock clock) {
        return new Warnings(
                List.of(
                        new DiskGauge(database.folders()),
                        new Room(database, backups),
                        new BackupGauge(backups, database, clock),
                        new DescriptorGauge(PROCESS),
                        new WalGauge(database),
                        new QueryGauge(database),
                        new EditGauge(database),
                        others::get),
                clock);
    }

    /// Looks every few seconds from now on, and tells what comes.
    public synchronized void watch(WarningListener listener) {
        var ticking = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("gauges").daemon().factory());
        thread = ticking;
        var _ = ticking.scheduleWithFixedDelay(() -> tick(listener), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// What is to be warned of: as of the last look, or of one now when nobody watches.
    public List<Standing> now() {
        var seen = last;
        return seen == null ? look(WarningListener.NONE) : seen;
    }

    private void tick(WarningListener listener) {
        try {
            gauges.forEach(Warnings::act);
            last = look(listener);
        } catch (RuntimeException e) {
            log.error("the gauges failed; this is a defect, please report it", e);
        }
    }

    /// Looks at every gauge once, and tells the listener and the log what is new and what is over.
    synchronized List<Standing> look(WarningListener listener) {
        var now = clock.instant();
        for (var warning : seen()) {
            var key = warning.kind() + " " + warning.about();
            var before = known.get(key);
            known.put(key, new Known(warning, before == null ? now : before.since, now));
            if (before == null) {
                log.warn("{}; {}", warning.text(), warning.next());
                listener.came(warning, now);
            }
        }
        known.values().removeIf(one -> {
            boolean over = !now.isBefore(one.seen.plus(QUIET));
            if (over) {
                log.info("no warning any more since {}: {}", one.seen, one.warning.text());
                listener.went(one.warning, one.seen);
            }
            return over;
        });
        return known.values().stream()
                .filter(one -> one.seen.equals(now))
                .map(one -> new Standing(one.warning, one.since))
                .toList();
    }

    private List<Warning> seen() {
        return gauges.stream().flatMap(gauge -> look(gauge).stream()).toList();
    }

    private static void act(Gauge gauge) {
        try {
            gauge.act();
        } catch (IOException e) {
            log.debug("what a gauge does cannot be done", e);
        }
    }

    /// What cannot be seen is nothing to warn of: it is a fault, and an incident tells of it.
    private static List<Warning> look(Gauge gauge) {
        try {
            return gauge.look();
        } catch (IOException | UncheckedIOException | DbFaultException e) {
            log.debug("a gauge cannot be read", e);
            return List.of();
        }
    }

    /// Stops looking.
    @Override
    public synchronized void close() {
        var ticking = thread;
        if (ticking != null) {
            ticking.shutdownNow();
        }
    }
}
