package dev.kamiyo.alert;

import dev.kamiyo.alert.Delivery.State;
import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.Labelled;
import dev.kamiyo.journal.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Messages in the file: what they say, where they are, and how attempts went. Stateless; safe for use by many threads.
final class DeliveryStore {
    /// From this attempt on only the last one is kept.
    static final int ATTEMPTS_KEPT = 20;

    private static final Table DELIVERIES = Table.of(
            "deliveries",
            "number",
            "id",
            "rule",
            "target",
            "state",
            "created_at",
            "ready_at",
            "due_at",
            "attempts",
            "ended_at");
    private static final Table CONTENTS = Table.of("delivery_contents", "number", "contents");
    private static final Table ATTEMPTS = new Table(
            "delivery_attempts",
            List.of("number", "attempt"),
            List.of("at", "status", "latency_ms", "failure", "answer"));
    private static final String COLUMNS =
            "SELECT number, id, rule, target, state, created_at, ready_at, due_at, attempts,"
                    + " ended_at FROM deliveries ";
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /// A time as it is kept: with three digits behind the second, so that texts sort as times do.
    static String text(Instant time) {
        return MILLIS.format(time);
    }

    /// The number of the next message.
    long nextNumber(Reader reader) {
        return reader.number("SELECT max(number) FROM deliveries") + 1;
    }

    void put(Tx tx, Delivery delivery) {
        tx.put(
                DELIVERIES,
                delivery.number(),
                delivery.id(),
                delivery.rule(),
                delivery.target(),
                delivery.state().label(),
                text(delivery.created()),
                text(delivery.ready()),
                text(delivery.due()),
                (long) delivery.attempts(),
                delivery.ended() == null ? null : text(delivery.ended()));
    }

    void putContents(Tx tx, long number, Contents contents) {
        tx.put(CONTENTS, number, contents.json().toString());
    }

    void putAttempt(Tx tx, long number, int attempt, Attempt made) {
        tx.put(
                ATTEMPTS,
                number,
                (long) Math.min(attempt, ATTEMPTS_KEPT),
                text(made.at()),
                (long) made.status(),
                made.latencyMillis(),
                made.failure(),
                made.answer());
    }

    Optional<Delivery> find(Reader reader, long number) {
        return reader.one(COLUMNS + "WHERE number = ?", DeliveryStore::delivery, number);
    }

    Optional<Delivery> find(Reader reader, String id) {
        return reader.one(COLUMNS + "WHERE id = ?", DeliveryStore::delivery, id);
    }

    Contents contents(Reader reader, long number) {
        return reader.text("SELECT contents FROM delivery_contents WHERE number = ?", number)
                .map(Contents::read)
                .orElseThrow();
    }

    /// The attempts that are kept, in their order.
    List<Attempt> attempts(Reader reader, long number) {
        return reader.list(
                "SELECT at, status, latency_ms, failure, answer FROM delivery_attempts WHERE number = ? ORDER BY attempt",
                row -> new Attempt(
                        Instant.parse(row.getString(1)),
                        row.getInt(2),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5)),
                number);
    }

    /// The message of a rule to a target that more may come into.
    Optional<Delivery> collecting(Reader reader, long rule, long target) {
        return reader.one(
                COLUMNS + "WHERE rule = ? AND target = ? AND state = 'collecting'",
                DeliveryStore::delivery,
                rule,
                target);
    }

    /// How many messages of a rule to a target were made after a time.
    long madeSince(Reader reader, long rule, long target, Instant since) {
        return reader.number(
                "SELECT count(*) FROM deliveries WHERE rule = ? AND target = ? AND created_at > ?",
                rule,
                target,
                text(since));
    }

    /// The messages that have collected for long enough.
    List<Delivery> complete(Reader reader, Instant now) {
        return reader.list(
                COLUMNS + "WHERE state = 'collecting' AND ready_at <= ? ORDER BY number",
                DeliveryStore::delivery,
                text(now));
    }

    /// The targets that something can be sent to now.
    List<Long> dueTargets(Reader reader, Instant now) {
        return reader.list(
                "SELECT id FROM alert_targets WHERE (SELECT due_at FROM deliveries WHERE target = alert_targets.id"
                        + " AND state = 'waiting' ORDER BY number LIMIT 1) <= ?1 OR EXISTS (SELECT 1 FROM deliveries"
                        + " WHERE target = alert_targets.id AND state = 'refused' AND due_at <= ?1)",
                row -> row.getLong(1),
                text(now));
    }

    /// The messages that are refused and due again, and then the ones in line, whether due or not.
    ///
    /// @param most at most this many of each
    List<Delivery> line(Reader reader, long target, Instant now, int most) {
        var line = reader.list(
                COLUMNS + "WHERE target = ? AND state = 'refused' AND due_at <= ? ORDER BY due_at LIMIT ?",
                DeliveryStore::delivery,
                target,
                text(now),
                most);
        line.addAll(reader.list(
                COLUMNS + "WHERE target = ? AND state = 'waiting' ORDER BY number LIMIT ?",
                DeliveryStore::delivery,
                target,
                most));
        return line;
    }

    /// The messages in line to a target that were complete before a time.
    List<Delivery> waitingSince(Reader reader, long target, Instant before, int most) {
        return reader.list(
                COLUMNS + "WHERE target = ? AND state = 'waiting' AND ready_at < ? ORDER BY number LIMIT ?",
                DeliveryStore::delivery,
                target,
                text(before),
                most);
    }

    /// The messages that a target never took, in their order.
    List<Delivery> dead(Reader reader, long target, int most) {
        return reader.list(
                COLUMNS + "WHERE target = ? AND state = 'dead' ORDER BY number LIMIT ?",
                DeliveryStore::delivery,
                target,
                most);
    }

    /// The messages of a rule that are not delivered yet.
    List<Delivery> openOfRule(Reader reader, long rule) {
        return reader.list(
                COLUMNS + "WHERE rule = ? AND state IN ('collecting', 'waiting', 'refused')",
                DeliveryStore::delivery,
                rule);
    }

    /// The messages to a target that are not delivered yet, or never were.
    List<Delivery> openOfTarget(Reader reader, long target) {
        return reader.list(
                COLUMNS + "WHERE target = ? AND state IN ('collecting', 'waiting', 'refused', 'dead')",
                DeliveryStore::delivery,
                target);
    }

    /// How many messages are in a state that is not the usual end.
    long count(Reader reader, State state) {
        return reader.number("SELECT count(*) FROM deliveries WHERE state = '" + state.label() + "'");
    }

    /// Since when the message waits that has waited longest; empty when none does.
    Optional<Instant> oldestWaiting(Reader reader) {
        return reader.text("SELECT min(ready_at) FROM deliveries WHERE state IN ('waiting', 'refused')")
                .map(Instant::parse);
    }

    /// What a list shows of messages.
    ///
    /// @param rule its name; null once it is removed
    /// @param target its name; null once it is removed
    record Shown(
            Delivery delivery,
            @Nullable String rule,
            @Nullable String target) {}

    /// A message with the names of its rule and its target.
    Shown shown(Reader reader, Delivery delivery) {
        return new Shown(
                delivery,
                reader.text("SELECT name FROM alert_rules WHERE id = ?", delivery.rule())
                        .orElse(null),
                reader.text("SELECT name FROM alert_targets WHERE id = ?", delivery.target())
                        .orElse(null));
    }

    /// Messages, the latest first.
    ///
    /// @param state null for all
    /// @param rule a name; null for all
    /// @param target a name; null for all
    /// @param before only those with a lower number
    List<Shown> list(
            Reader reader,
            @Nullable String state,
            @Nullable String rule,
            @Nullable String target,
            long before,
            int limit) {
        return reader.list(
                "SELECT d.number, d.id, d.rule, d.target, d.state, d.created_at, d.ready_at, d.due_at, d.attempts,"
                        + " d.ended_at, r.name, t.name FROM deliveries d LEFT JOIN alert_rules r ON r.id = d.rule"
                        + " LEFT JOIN alert_targets t ON t.id = d.target WHERE d.number < ?1"
                        + " AND (?2 IS NULL OR d.state = ?2) AND (?3 IS NULL OR r.name = ?3)"
                        + " AND (?4 IS NULL OR t.name = ?4) ORDER BY d.number DESC LIMIT ?5",
                row -> new Shown(delivery(row), row.getString(11), row.getString(12)),
                before,
                state,
                rule,
                target,
                limit);
    }

    /// Whether there are messages that ended before a time.
    boolean hasEndedBefore(Reader reader, Instant time) {
        return reader.number("SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE ended_at < ? LIMIT 1)", text(time))
                > 0;
    }

    /// Forgets the messages that ended before a time.
    ///
    /// @return how many there were, at most as many as asked for
    int forget(Tx tx, Instant before, int most) {
        var gone = tx.list(
                "SELECT number, attempts FROM deliveries WHERE ended_at < ? ORDER BY ended_at LIMIT ?",
                row -> new long[] {row.getLong(1), row.getLong(2)},
                text(before),
                most);
        for (var one : gone) {
            for (long attempt = 1; attempt <= Math.min(one[1], ATTEMPTS_KEPT); attempt++) {
                tx.delete(ATTEMPTS, one[0], attempt);
            }
            tx.delete(CONTENTS, one[0]);
            tx.delete(DELIVERIES, one[0]);
        }
        return gone.size();
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        var ended = row.getString(10);
        return new Delivery(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                Labelled.parse(State.class, row.getString(5)).orElseThrow(),
                Instant.parse(row.getString(6)),
                Instant.parse(row.getString(7)),
                Instant.parse(row.getString(8)),
                row.getInt(9),
                ended == null ? null : Instant.parse(ended));
    }
}
