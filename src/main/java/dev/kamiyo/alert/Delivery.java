package dev.kamiyo.alert;

import dev.kamiyo.exploit.Labelled;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message on its way to a target.
///
/// @param number in the order in which they were made
/// @param id what the receiver knows it by, the same for every attempt
/// @param rule the rule that told it
/// @param target where it goes
/// @param ready when it is complete
/// @param due when the next attempt may be made
/// @param attempts how many were made
/// @param ended when it was delivered or given up; null before that
record Delivery(
        long number,
        String id,
        long rule,
        long target,
        State state,
        Instant created,
        Instant ready,
        Instant due,
        int attempts,
        @Nullable Instant ended) {
    /// What has become of it.
    enum State implements Labelled {
        /// More may come into it.
        COLLECTING,
        /// Complete, and the next in line or behind others.
        WAITING,
        /// Its target is there and did not take it: it is tried again, and others go past it.
        REFUSED,
        /// Its target took it.
        DELIVERED,
        /// Given up after a day.
        DEAD,
        /// Its rule or its target was removed before it was delivered.
        DROPPED
    }

    /// The same with what an attempt made of it.
    Delivery after(State next, Instant due, int attempts, @Nullable Instant ended) {
        return new Delivery(number, id, rule, target, next, created, ready, due, attempts, ended);
    }

    /// The same, complete at an earlier time.
    Delivery readyNoLaterThan(Instant time) {
        return new Delivery(number, id, rule, target, state, created, time, time, attempts, ended);
    }

    /// The same, complete now and to be sent.
    Delivery readyAt(Instant time) {
        return new Delivery(number, id, rule, target, State.WAITING, created, time, time, attempts, null);
    }
}
