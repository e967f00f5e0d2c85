package dev.kamiyo.alert;

import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.journal.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What rules have told, and up to which change they were asked. Stateless; safe for use by many threads.
final class AlertedStore {
    private static final Table POSITION = Table.of("alert_position", "id", "seq");
    private static final Table ALERTED = new Table("alerted", List.of("rule", "subject", "what"), List.of("epoch"));
    private static final String NEW = "new";

    /// The write up to which rules were asked; 0 when they never told anything.
    long position(Reader reader) {
        return reader.number("SELECT seq FROM alert_position");
    }

    void setPosition(Tx tx, long seq) {
        tx.put(POSITION, 1L, seq);
    }

    /// When each feed was first taken whole; a feed that never was is missing.
    Map<String, Instant> firstImports(Reader reader) {
        var found = new HashMap<String, Instant>();
        reader.list(
                        "SELECT name, first_success_at FROM feeds WHERE first_success_at IS NOT NULL",
                        row -> Map.entry(row.getString(1), Instant.parse(row.getString(2))))
                .forEach(feed -> found.put(feed.getKey(), feed.getValue()));
        return found;
    }

    /// Remembers that a rule tells of an exploit as a new one.
    ///
    /// @return false when it did before, of this exploit or of another one that had one of its claims
    boolean rememberNew(Tx tx, long rule, String exploit, String epoch) {
        var subjects = subjects(tx, exploit);
        if (subjects.stream().anyMatch(subject -> epoch(tx, rule, subject, NEW).isPresent())) {
            return false;
        }
        subjects.forEach(subject -> tx.put(ALERTED, rule, subject, NEW, epoch));
        return true;
    }

    /// Remembers that a rule tells of a change.
    ///
    /// @param what the member and what it became
    /// @return false when it did so before the data went back in time: then the change has only come back
    boolean rememberChange(Tx tx, long rule, String exploit, String what, String epoch) {
        var subjects = subjects(tx, exploit);
        var told = subjects.stream()
                .flatMap(subject -> epoch(tx, rule, subject, what).stream())
                .collect(Collectors.toSet());
        subjects.forEach(subject -> tx.put(ALERTED, rule, subject, what, epoch));
        return told.isEmpty() || told.contains(epoch);
    }

    /// The exploit and its claims: after a restore these may be in an exploit with another number.
    private static List<String> subjects(Reader reader, String exploit) {
        var subjects = reader.list(
                "SELECT source || ' ' || native_id FROM claims WHERE exploit_id = ?", row -> row.getString(1), exploit);
        subjects.add(exploit);
        return subjects;
    }

    private static Optional<String> epoch(Reader reader, long rule, String subject, String what) {
        return reader.text(
                "SELECT epoch FROM alerted WHERE rule = ? AND subject = ? AND what = ?", rule, subject, what);
    }
}
