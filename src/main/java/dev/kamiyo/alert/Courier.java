package dev.kamiyo.alert;

import dev.kamiyo.alert.Delivery.State;
import dev.kamiyo.channel.Form;
import dev.kamiyo.db.Command;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.net.Receipt;
import dev.kamiyo.net.Sender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings messages to their targets.
///
/// A target that something is due to has a thread of its own and gets its messages in their order. One that cannot be
/// reached is left alone for longer and longer, with all that is for it; one that refuses a message is sent the next.
/// What arrived is noted at once, so that only what was under way at a crash is sent again, under the same id.
/// Safe for use by many threads.
final class Courier implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("alerts");
    private static final int BATCH = 50;
    private static final int GIVEN_UP_AT_ONCE = 500;
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(1);
    private static final Duration LEAVE = Duration.ofSeconds(3);

    private static final Pattern RETRY_AFTER = Pattern.compile("\"retry_after\"\\s*:\\s*(\\d{1,6})");

    private final Database database;
    private final TargetStore targets;
    private final DeliveryStore deliveries;
    private final Sender sender;
    private final Attempts attempts;
    private final Vault vault;
    private final Pace pace;
    private final Clock clock;
    private final Map<Long, Thread> threads = new ConcurrentHashMap<>();
    private final Map<Long, Rest> rests = new ConcurrentHashMap<>();
    private final Map<Long, Instant> nexts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// A target that was not reached.
    ///
    /// @param failures in a row
    /// @param until it is left alone
    private record Rest(int failures, Instant until) {}

    /// A message that is due.
    private record Due(Delivery delivery, Contents contents) {}

    /// What is due to a target.
    private record Line(Optional<Target> target, List<Due> due) {}

    /// A message that arrived, which is being noted.
    private record Noted(Command<Boolean> command, CompletableFuture<Boolean> done) {}

    Courier(
            Database database,
            TargetStore targets,
            DeliveryStore deliveries,
            Sender sender,
            Attempts attempts,
            Vault vault,
            Pace pace,
            Clock clock) {
        this.database = database;
        this.targets = targets;
        this.deliveries = deliveries;
        this.sender = sender;
        this.attempts = attempts;
        this.vault = vault;
        this.pace = pace;
        this.clock = clock;
    }

    /// Sees to it that each target that something is due to has a thread. Never waits.
    void dispatch() {
        var now = clock.instant();
        for (long target : database.read(reader -> deliveries.dueTargets(reader, now))) {
            if (!closed && !isResting(target, now)) {
                threads.computeIfAbsent(
                        target, id -> Thread.ofVirtual().name("alerts-" + id).start(() -> work(id)));
            }
        }
    }

    private boolean isResting(long target, Instant now) {
        var rest = rests.get(target);
        return rest != null && rest.until.isAfter(now.plus(SHORT));
    }

    private void work(long target) {
        try {
            while (!closed && round(target)) {
                // until nothing is due
            }
        } catch (DbFaultException _) {
            // nothing is lost: the next dispatch finds what is due
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("the alerts of a target stop for now; this is a defect, please report it", e);
        } finally {
            threads.remove(target);
        }
    }

    /// Sends what is due to a target.
    ///
    /// @return whether to look again
    private boolean round(long id) throws InterruptedException {
        var line = database.read(reader -> line(reader, id));
        if (line.target.isEmpty() || line.due.isEmpty()) {
            return false;
        }
        var noted = new ArrayList<Noted>();
        try {
            for (var due : line.due) {
                if (!awaited(line.target.get(), due.delivery)) {
                    return false;
                }
                if (hasEnded(due.delivery)) {
                    continue; // its rule or its target was removed meanwhile
                }
                var receipt = send(line.target.get(), due);
                var attempt = Attempt.of(receipt, clock.instant());
                attempts.count(attempt);
                if (!receipt.arrived()) {
                    failed(line.target.get(), due.delivery, receipt, attempt);
                    return true;
                }
                reached(line.target.get());
                Command<Boolean> arrived = tx -> note(tx, due.delivery, State.DELIVERED, attempt, attempt.at());
                noted.add(new Noted(arrived, database.submit(arrived)));
            }
            return true;
        } finally {
            for (var one : noted) {
                settle(one);
            }
        }
    }

    private boolean hasEnded(Delivery delivery) {
        return database.read(reader -> deliveries.find(reader, delivery.number()))
                .filter(now -> now.ended() == null)
                .isEmpty();
    }

    private Line line(Reader reader, long id) {
        return new Line(
                targets.find(reader, id),
                deliveries.line(reader, id, clock.instant(), BATCH).stream()
                        .map(delivery -> new Due(delivery, deliveries.contents(reader, delivery.number())))
                        .toList());
    }

    /// Waits for the time of an attempt if that is soon.
    ///
    /// @return false when it is not
    private boolean awaited(Target target, Delivery delivery) throws InterruptedException {
        var rest = rests.get(target.id());
        var due = Stream.of(
                        delivery.due(),
                        nexts.getOrDefault(target.id(), Instant.MIN),
                        rest == null ? Instant.MIN : rest.until)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        var wait = Duration.between(clock.instant(), due);
        if (wait.compareTo(SHORT) > 0) {
            return false;
        }
        if (wait.isPositive()) {
            Thread.sleep(wait);
        }
        return !closed;
    }

    private Receipt send(Target target, Due due) throws InterruptedException {
        var channel = target.channel();
        if (channel.isEmpty()) {
            return Receipt.unanswered(vault.whyClosed(), Duration.ZERO);
        }
        var receipt = sender.send(Form.of(Messages.of(due.delivery, due.contents), channel.get(), clock.instant()));
        nexts.put(target.id(), clock.instant().plus(pace.between(channel.get())));
        return receipt;
    }

    private void reached(Target target) {
        var rest = rests.remove(target.id());
        if (rest != null) {
            log.info("the alert target '{}' takes alerts again, after {} attempts", target.name(), rest.failures);
        }
    }

    private void failed(Target target, Delivery delivery, Receipt receipt, Attempt attempt)
            throws InterruptedException {
        switch (receipt.outcome()) {
            case TAKEN -> throw new IllegalArgumentException("it arrived");
            case LATER -> rest(target, delivery, receipt, attempt);
            case REFUSED -> refused(target, delivery, receipt, attempt);
            case NEVER -> {
                reached(target);
                log.warn(
                        "the alert target '{}' refused {} for good: {}; once that is mended: kamiyo alerts replay {}",
                        target.name(),
                        delivery.id(),
                        receipt.failure(),
                        delivery.id());
                keep(tx -> note(tx, delivery, State.DEAD, attempt, attempt.at()));
            }
        }
    }

    private void refused(Target target, Delivery delivery, Receipt receipt, Attempt attempt)
            throws InterruptedException {
        reached(target);
        if (delivery.state() == State.WAITING) {
            log.warn(
                    "the alert target '{}' refused {}: {}; it is tried again, others go past it",
                    target.name(),
                    delivery.id(),
                    receipt.failure());
        }
        var due = attempt.at().plus(pace.after(delivery.attempts() + 1));
        keep(tx -> note(tx, delivery, isOver(delivery, attempt) ? State.DEAD : State.REFUSED, attempt, due));
    }

    private boolean isOver(Delivery delivery, Attempt attempt) {
        return attempt.at().isAfter(delivery.ready().plus(pace.all()));
    }

    private void rest(Target target, Delivery delivery, Receipt receipt, Attempt attempt) throws InterruptedException {
        var rest = rests.get(target.id());
        int failures = rest == null ? 1 : rest.failures + 1;
        var until = attempt.at().plus(wait(failures, receipt));
        rests.put(target.id(), new Rest(failures, until));
        if (failures == 1) {
            log.warn(
                    "the alert target '{}' was not reached: {}; what is for it waits until it is",
                    target.name(),
                    receipt.failure());
        }
        if (isOver(delivery, attempt)) {
            giveUp(target, delivery, attempt, until);
        } else {
            keep(tx -> note(tx, delivery, delivery.state(), attempt, until));
        }
    }

    private Duration wait(int failures, Receipt receipt) {
        var wait = pace.after(failures);
        return receipt.patience()
                .or(() -> patienceInWords(receipt))
                .filter(patience -> patience.compareTo(wait) > 0)
                .map(patience -> patience.compareTo(pace.longest()) > 0 ? pace.longest() : patience)
                .orElse(wait);
    }

    /// Telegram says only in the answer itself how long it wants to be left alone.
    private static Optional<Duration> patienceInWords(Receipt receipt) {
        var told = RETRY_AFTER.matcher(receipt.head());
        return receipt.status() == 429 && told.find()
                ? Optional.of(Duration.ofSeconds(Long.parseLong(told.group(1)) + 1))
                : Optional.empty();
    }

    /// What was ready as long ago has waited for the same target all the time.
    private void giveUp(Target target, Delivery delivery, Attempt attempt, Instant until) throws InterruptedException {
        var old = attempt.at().minus(pace.all());
        int others = keep(tx -> {
            note(tx, delivery, State.DEAD, attempt, until);
            var waited = deliveries.waitingSince(tx, target.id(), old, GIVEN_UP_AT_ONCE);
            waited.forEach(one -> deliveries.put(tx, one.after(State.DEAD, one.due(), one.attempts(), attempt.at())));
            return waited.size();
        });
        log.warn(
                "{} alerts for '{}' were given up: {}; once it is back: kamiyo alerts replay {}",
                others + 1,
                target.name(),
                attempt.failure(),
                target.name());
    }

    /// Notes an attempt. What was given up or dropped while it was made stays that, unless it arrived.
    private boolean note(Tx tx, Delivery sent, State state, Attempt attempt, Instant due) {
        var found = deliveries.find(tx, sent.number());
        if (found.isEmpty()) {
            return false;
        }
        var now = found.get();
        int made = now.attempts() + 1;
        boolean ends = state == State.DELIVERED || state == State.DEAD;
        deliveries.putAttempt(tx, now.number(), made, attempt);
        deliveries.put(
                tx,
                now.ended() != null && !attempt.arrived()
                        ? now.after(now.state(), now.due(), made, now.ended())
                        : now.after(state, due, made, ends ? attempt.at() : null));
        return true;
    }

    private void settle(Noted noted) throws InterruptedException {
        try {
            Database.await(noted.done);
        } catch (DbFaultException _) {
            keep(noted.command);
        }
    }

    /// Writes, as soon as the data can be written: what became of a message is known only here.
    private <T> T keep(Command<T> command) throws InterruptedException {
        while (true) {
            try {
                return database.write(command);
            } catch (DbFaultException e) {
                if (closed) {
                    throw e;
                }
                Thread.sleep(LATER);
            }
        }
    }

    /// Lets what is being sent come to its end, for a while.
    @Override
    public void close() {
        closed = true;
        long end = System.nanoTime() + LEAVE.toNanos();
        for (var thread : List.copyOf(threads.values())) {
            try {
                if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    thread.interrupt();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                thread.interrupt();
            }
        }
    }
}
