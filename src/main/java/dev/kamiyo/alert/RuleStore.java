package dev.kamiyo.alert;

import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.journal.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Rules in the file. Stateless; safe for use by many threads.
final class RuleStore {
    private static final Table RULES =
            Table.of("alert_rules", "id", "name", "since", "changed", "rule", "created_at", "created_by");
    private static final String ALL = "SELECT id, name, since, rule, created_at, created_by FROM alert_rules";

    /// A rule as it is kept.
    ///
    /// @param id its number, never given twice
    /// @param since the write from which on it is asked
    /// @param json what [RuleJson] reads
    record Kept(long id, String name, long since, String json, String createdAt, String createdBy) {}

    /// All rules by name.
    List<Kept> all(Reader reader) {
        return reader.list(ALL + " ORDER BY name", RuleStore::kept);
    }

    /// The rule of a name.
    Optional<Kept> find(Reader reader, String name) {
        return reader.one(ALL + " WHERE name = ?", RuleStore::kept, name);
    }

    /// How many rules there are and when one was changed last: equal texts, equal rules.
    String edition(Reader reader) {
        return reader.text("SELECT count(*) || '-' || coalesce(max(changed), 0) FROM alert_rules")
                .orElse("");
    }

    long count(Reader reader) {
        return reader.number("SELECT count(*) FROM alert_rules");
    }

    /// Keeps a rule in the place of another one of its name, if there is one.
    ///
    /// @param since the write from which on it is asked
    Kept put(Tx tx, Rule rule, Optional<Kept> before, long since, String by) {
        var kept = new Kept(
                before.map(Kept::id).orElseGet(tx::seq),
                rule.name(),
                since,
                RuleJson.write(rule).toString(),
                before.map(Kept::createdAt)
                        .orElseGet(() -> tx.at().truncatedTo(ChronoUnit.SECONDS).toString()),
                before.map(Kept::createdBy).orElse(by));
        tx.put(RULES, kept.id, kept.name, kept.since, tx.seq(), kept.json, kept.createdAt, kept.createdBy);
        return kept;
    }

    void remove(Tx tx, long id) {
        tx.delete(RULES, id);
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getLong(1), row.getString(2), row.getLong(3), row.getString(4), row.getString(5), row.getString(6));
    }
}
