package dev.kamiyo.alert;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The work behind the scenes: rules are asked of each change, messages sent, and old ones forgotten. Close it to end
/// it.
final class Alerting implements Alerts.Running {
    private static final Logger log = LoggerFactory.getLogger("alerts");

    /// How often is looked whether something was written.
    private static final Duration TICK = Duration.ofMillis(50);

    /// How many ticks go by until what waits for a time is looked at, too.
    private static final int SLOW = 4;

    private static final Duration TROUBLE = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int FORGOTTEN_AT_ONCE = 200;

    private final Database database;
    private final Matcher matcher;
    private final Outbox outbox;
    private final DeliveryStore deliveries;
    private final Courier courier;
    private final Clock clock;
    private final Thread thread;
    private Instant nextForgetting = Instant.EPOCH;
    private volatile boolean closed;

    Alerting(
            Database database, Matcher matcher, Outbox outbox, DeliveryStore deliveries, Courier courier, Clock clock) {
        this.database = database;
        this.matcher = matcher;
        this.outbox = outbox;
        this.deliveries = deliveries;
        this.courier = courier;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("alerts").start(this::work);
    }

    private void work() {
        long seen = -1;
        int ticks = 0;
        try {
            while (!closed) {
                var wait = TICK;
                try {
                    long seq = database.seq();
                    if (seq != seen || ++ticks % SLOW == 0) {
                        round();
                        seen = seq;
                    }
                } catch (DbFaultException _) {
                    wait = TROUBLE; // an incident tells of it; nothing is lost meanwhile
                } catch (RuntimeException e) {
                    log.error("a round of alerts failed; this is a defect, please report it", e);
                    wait = TROUBLE;
                }
                Thread.sleep(wait);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        while (!closed && matcher.round()) {
            courier.dispatch();
        }
        var now = clock.instant();
        if (!database.read(reader -> deliveries.complete(reader, now)).isEmpty()) {
            database.write(tx -> {
                outbox.release(tx, now);
                return true;
            });
        }
        courier.dispatch();
        if (!now.isBefore(nextForgetting)) {
            nextForgetting = now.plus(Duration.ofHours(1));
            while (!closed && forgets(now)) {
                courier.dispatch();
            }
        }
    }

    /// @return whether there may be more
    private boolean forgets(Instant now) {
        var before = now.minus(KEPT);
        return database.read(reader -> deliveries.hasEndedBefore(reader, before))
                && database.write(tx -> deliveries.forget(tx, before, FORGOTTEN_AT_ONCE)) == FORGOTTEN_AT_ONCE;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TROUBLE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        courier.close();
    }
}
