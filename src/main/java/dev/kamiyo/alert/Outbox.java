package dev.kamiyo.alert;

import dev.kamiyo.alert.Delivery.State;
import dev.kamiyo.db.Tx;
import dev.kamiyo.files.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Puts what rules tell into messages, within the write that they are made in. Stateless; safe for use by many threads.
///
/// A message goes out at once, or collects: until the digest is due, until quiet hours end, or because its rule has
/// sent so many that the rest of the flood becomes one.
final class Outbox {
    /// Messages of a rule to a target within [#FLOOD] before the rest becomes one message.
    static final int MOST_AT_ONCE = 20;

    /// What a flood is counted in, and for how long the rest of it collects.
    static final Duration FLOOD = Duration.ofMinutes(10);

    private final TargetStore targets;
    private final DeliveryStore deliveries;

    Outbox(TargetStore targets, DeliveryStore deliveries) {
        this.targets = targets;
        this.deliveries = deliveries;
    }

    /// Puts an item into a message to each target of its rule.
    ///
    /// @param now by the clock: the time of writes never goes back, however wrong it was
    void put(Tx tx, ReadyRule rule, Item item, Instant now) {
        for (var name : rule.rule().targets()) {
            targets.id(tx, name).ifPresent(target -> put(tx, rule, target, item, now));
        }
    }

    private void put(Tx tx, ReadyRule rule, long target, Item item, Instant now) {
        var collecting = deliveries.collecting(tx, rule.id(), target);
        if (collecting.isPresent()) {
            long number = collecting.get().number();
            var latest = rule.collectedUntil(now.plus(FLOOD)); // the rule may have been another when it began
            if (collecting.get().ready().isAfter(latest)) {
                deliveries.put(tx, collecting.get().readyNoLaterThan(latest));
            }
            deliveries.putContents(tx, number, deliveries.contents(tx, number).and(item));
            return;
        }
        var ready = rule.collectedUntil(now);
        if (!ready.isAfter(now) && deliveries.madeSince(tx, rule.id(), target, now.minus(FLOOD)) >= MOST_AT_ONCE) {
            ready = rule.collectedUntil(now.plus(FLOOD)); // which quiet hours may have begun by
        }
        long number = deliveries.nextNumber(tx);
        var contents = new Contents(rule.rule().name(), List.of(item), 0);
        deliveries.put(
                tx,
                new Delivery(
                        number,
                        id(rule, target, contents),
                        rule.id(),
                        target,
                        ready.isAfter(now) ? State.COLLECTING : State.WAITING,
                        now,
                        ready,
                        ready,
                        0,
                        null));
        deliveries.putContents(tx, number, contents);
    }

    /// Made of what it tells first, so that it is the same even if the write were lost and made again.
    private static String id(ReadyRule rule, long target, Contents contents) {
        return "msg_"
                + Sha256.hex(rule.id() + " " + target + " " + contents.json()).substring(0, 32);
    }

    /// Lets the messages go that have collected for long enough.
    void release(Tx tx, Instant now) {
        deliveries.complete(tx, now).forEach(complete -> deliveries.put(tx, complete.readyAt(now)));
    }
}
