package dev.kamiyo.db;

import dev.kamiyo.journal.Sum;
import dev.kamiyo.journal.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Edits that somebody makes with sqlite3 while the service runs, or while it does not.
///
/// Triggers write each row that a foreign connection changes into `hand_edits`, as it was and as it became. The
/// writer finds them before its next group: it takes them back in the same transaction and hands them to be saved,
/// so that the copies stay equal, and nothing is lost or adopted in silence. What no trigger sees (a changed
/// schema, a replaced row of another key) the fingerprints show.
final class HandEdits {
    private static final String PREFIX = "hand_edit_";
    private static final String NOW = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";

    private HandEdits() {}

    /// One row that was changed by hand.
    ///
    /// @param at when, to the second
    /// @param table its table
    /// @param before as the service left it; null when there was none
    /// @param after as it was found; null when it was taken away
    record Edit(
            String at,
            Table table,
            @Nullable Object @Nullable [] before,
            @Nullable Object @Nullable [] after) {
        /// The values of the row's key.
        @Nullable
        Object[] key() {
            var row = before == null ? after : before;
            if (row == null) {
                throw new IllegalStateException("an edit of nothing");
            }
            return Arrays.copyOf(row, table.key().size());
        }
    }

    private record Noted(
            long id,
            String at,
            String table,
            @Nullable String before,
            @Nullable String after) {}

    static void dropTriggers(Connection connection) throws SQLException {
        var reader = new Reader(connection);
        var names = reader.list(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '" + PREFIX + "%'",
                row -> row.getString(1));
        reader.closeStatements();
        for (var name : names) {
            execute(connection, "DROP TRIGGER " + name);
        }
    }

    /// Makes the triggers of all tables that commands write to.
    static void createTriggers(Connection connection) throws SQLException {
        var reader = new Reader(connection);
        var tables = Fingerprints.tables(reader);
        reader.closeStatements();
        for (var table : tables) {
            var name = table.name();
            var same = String.join(
                    " AND ", table.key().stream().map(k -> k + " = NEW." + k).toList());
            trigger(
                    connection,
                    table,
                    "over BEFORE INSERT",
                    "EXISTS (SELECT 1 FROM " + name + " WHERE " + same + ")",
                    "SELECT " + NOW + ", '" + name + "', " + json(table, "") + ", NULL FROM " + name + " WHERE "
                            + same);
            trigger(connection, table, "insert AFTER INSERT", "1", values(name, "NULL", json(table, "NEW.")));
            trigger(
                    connection,
                    table,
                    "update AFTER UPDATE",
                    "1",
                    values(name, json(table, "OLD."), json(table, "NEW.")));
            trigger(connection, table, "delete AFTER DELETE", "1", values(name, json(table, "OLD."), "NULL"));
        }
    }

    private static void trigger(Connection connection, Table table, String event, String when, String rows)
            throws SQLException {
        execute(
                connection,
                "CREATE TRIGGER " + PREFIX + table.name() + "_" + event + " ON " + table.name()
                        + " WHEN (SELECT writing FROM head) = 0 AND " + when
                        + " BEGIN INSERT INTO hand_edits (at, table_name, before, after) " + rows + "; END");
    }

    private static String values(String name, String before, String after) {
        return "VALUES (" + NOW + ", '" + name + "', " + before + ", " + after + ")";
    }

    private static String json(Table table, String prefix) {
        return "json_object("
                + String.join(
                        ", ",
                        table.all().stream()
                                .map(c -> "'" + c + "', quote(" + prefix + c + ")")
                                .toList())
                + ")";
    }

    /// Takes all edits back, within the caller's transaction.
    ///
    /// @return what they were, net: a row that came back to what it was is none
    static List<Edit> takeBack(Tx tx) throws SQLException {
        tx.run("PRAGMA defer_foreign_keys = ON");
        var tables = new LinkedHashMap<String, Table>();
        Fingerprints.tables(tx).forEach(table -> tables.put(table.name(), table));
        var found = tx.list(
                "SELECT id, at, table_name, before, after FROM hand_edits ORDER BY id",
                row -> new Noted(
                        row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)));
        var net = new LinkedHashMap<List<@Nullable Object>, Edit>();
        for (var noted : found) {
            var table = tables.get(noted.table);
            if (table == null) {
                continue; // of a table that is not ours; the fingerprints decide
            }
            var before = values(table, noted.before);
            var after = values(table, noted.after);
            collect(tx, net, noted.at, table, before);
            collect(tx, net, noted.at, table, after);
        }
        for (var noted : found.reversed()) {
            var table = tables.get(noted.table);
            if (table != null) {
                takeBack(tx, table, values(table, noted.before), values(table, noted.after));
            }
        }
        tx.run("DELETE FROM hand_edits");
        for (var noted : found) {
            var table = tables.get(noted.table);
            long rows = tx.number("SELECT count(*) FROM " + noted.table);
            if (table != null && rows != tx.sums().of(noted.table).rows()) {
                throw new IllegalArgumentException("a row of " + noted.table + " went without a trace");
            }
        }
        // a replaced row fires no trigger for its end, so the totals have drifted
        tx.run(
                "UPDATE totals SET n = coalesce((SELECT rows FROM fingerprints f WHERE f.name = totals.name), 0) - ?",
                Inspection.retired(tx, Migrations.version(tx)));
        var edits = new ArrayList<Edit>();
        for (var edit : net.values()) {
            var key = edit.key();
            var before = tx.row(edit.table, key).orElse(null);
            if (!same(edit.table, before, edit.after)) {
                edits.add(new Edit(edit.at, edit.table, before, edit.after));
            }
        }
        return edits;
    }

    /// Notes a row that an edit touched, as the edits left it.
    private static void collect(
            Tx tx, Map<List<@Nullable Object>, Edit> net, String at, Table table, @Nullable Object @Nullable [] row) {
        if (row == null) {
            return;
        }
        var key = Arrays.copyOf(row, table.key().size());
        var name = new ArrayList<@Nullable Object>(Arrays.asList(key));
        name.addFirst(table.name());
        net.computeIfAbsent(
                name, _ -> new Edit(at, table, row, tx.row(table, key).orElse(null)));
    }

    static boolean same(Table table, @Nullable Object @Nullable [] one, @Nullable Object @Nullable [] other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return Sum.row(table, one) == Sum.row(table, other);
    }

    private static void takeBack(
            Tx tx, Table table, @Nullable Object @Nullable [] before, @Nullable Object @Nullable [] after)
            throws SQLException {
        if (after != null) {
            tx.run(TableSql.of(table).delete(), Arrays.copyOf(after, table.key().size()));
        }
        if (before != null) {
            tx.run(TableSql.of(table).upsert(), before);
        }
    }

    private static @Nullable Object @Nullable [] values(Table table, @Nullable String json) {
        return json == null ? null : values(table, JsonMapper.shared().readTree(json));
    }

    /// The values of a row whose members are SQL literals; null for no row.
    static @Nullable Object @Nullable [] values(Table table, @Nullable JsonNode row) {
        if (row == null || row.isNull()) {
            return null;
        }
        return table.all().stream()
                .map(column -> SqlLiteral.value(row.path(column).asString("no such column")))
                .toArray();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
