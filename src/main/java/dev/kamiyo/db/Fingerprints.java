package dev.kamiyo.db;

import dev.kamiyo.journal.Sum;
import dev.kamiyo.journal.Table;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The fingerprints of a copy's tables, kept with each write, so that they need not be counted.
///
/// They say what the tables should hold; [#count] says what they do hold. Belongs to the connection's thread.
final class Fingerprints {
    /// Tables that follow from others or that each copy keeps for itself.
    private static final Set<String> OWN =
            Set.of("head", "fingerprints", "line_hashes", "hand_edits", "kept_over_restores", "totals");

    /// How the names of tables begin that triggers keep: exploits are found by them.
    private static final String FOUND = "find_";

    private static final Table TABLE = Table.of("fingerprints", "name", "rows", "sum");

    private final Map<String, Sum> committed = new HashMap<>();
    private final Map<String, Sum> group = new HashMap<>();
    private final SortedMap<String, Sum> command = new TreeMap<>();

    Fingerprints(Reader reader) {
        committed.putAll(kept(reader));
    }

    /// What a file says of itself.
    static SortedMap<String, Sum> kept(Reader reader) {
        return collect(reader.list(
                "SELECT name, rows, sum FROM fingerprints",
                row -> Map.entry(row.getString(1), new Sum(row.getLong(2), row.getLong(3)))));
    }

    private static SortedMap<String, Sum> collect(List<Map.Entry<String, Sum>> entries) {
        var sums = new TreeMap<String, Sum>();
        entries.forEach(entry -> sums.put(entry.getKey(), entry.getValue()));
        return sums;
    }

    /// What the tables hold, counted row by row.
    static SortedMap<String, Sum> count(Reader reader) {
        return collect(tables(reader).stream()
                .map(table -> Map.entry(table.name(), count(reader, table)))
                .toList());
    }

    private static Sum count(Reader reader, Table table) {
        var sum = new Sum[] {Sum.EMPTY};
        int width = table.width();
        reader.each("SELECT " + String.join(", ", table.all()) + " FROM " + table.name(), row -> {
            var values = new @Nullable Object[width];
            for (int i = 0; i < width; i++) {
                values[i] = row.getObject(i + 1);
            }
            sum[0] = sum[0].plus(Sum.row(table, values));
        });
        return sum[0];
    }

    /// The tables that commands write to, with all their columns, as the file's schema has them.
    static List<Table> tables(Reader reader) {
        return reader
                .list(
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
                        row -> row.getString(1))
                .stream()
                .filter(name -> !OWN.contains(name) && !name.startsWith(FOUND))
                .map(name -> table(reader, name))
                .toList();
    }

    private static Table table(Reader reader, String name) {
        var columns = reader.list(
                "SELECT name, pk FROM pragma_table_info(?) ORDER BY pk, cid",
                row -> Map.entry(row.getString(1), row.getInt(2) > 0),
                name);
        var byKey = columns.stream()
                .collect(Collectors.partitioningBy(
                        Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        return new Table(name, byKey.getOrDefault(true, List.of()), byKey.getOrDefault(false, List.of()));
    }

    /// Counts all tables and keeps the result in the file: after the schema changed.
    static void recount(Tx tx) throws SQLException {
        tx.run("DELETE FROM fingerprints");
        for (var entry : count(tx).entrySet()) {
            store(tx, entry.getKey(), entry.getValue());
        }
    }

    private static void store(Tx tx, String name, Sum sum) throws SQLException {
        tx.run(TableSql.of(TABLE).upsert(), name, sum.rows(), sum.sum());
    }

    Sum of(String table) {
        var now = command.get(table);
        if (now == null) {
            now = group.get(table);
        }
        return now == null ? committed.getOrDefault(table, Sum.EMPTY) : now;
    }

    void set(String table, Sum sum) {
        command.put(table, sum);
    }

    /// The tables that the command touched.
    SortedMap<String, Sum> ofCommand() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(command));
    }

    void commandEnds(boolean kept) {
        if (kept) {
            group.putAll(command);
        }
        command.clear();
    }

    /// Writes what the group changed; belongs before its commit.
    void store(Tx tx) throws SQLException {
        for (var entry : group.entrySet()) {
            store(tx, entry.getKey(), entry.getValue());
        }
    }

    void groupEnds(boolean kept) {
        if (kept) {
            committed.putAll(group);
        }
        group.clear();
        command.clear();
    }

    /// Reads everything anew: after the file's content was replaced.
    void reload(Reader reader) {
        groupEnds(false);
        committed.clear();
        committed.putAll(kept(reader));
    }
}
