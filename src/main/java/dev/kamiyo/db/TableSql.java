package dev.kamiyo.db;

import dev.kamiyo.journal.Table;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The statements for the rows of a table.
///
/// @param insert inserts a row
/// @param upsert inserts a row or replaces the one with the same key
/// @param find finds the row with a key
/// @param delete takes away the row with a key
record TableSql(String insert, String upsert, String find, String delete) {
    private static final Map<Table, TableSql> MADE = new ConcurrentHashMap<>();

    static TableSql of(Table table) {
        var made = MADE.get(table);
        return made == null ? MADE.computeIfAbsent(table, TableSql::make) : made;
    }

    private static TableSql make(Table table) {
        var list = String.join(", ", table.all());
        var marks = "?" + ", ?".repeat(table.width() - 1);
        var updates = table.columns().stream().map(c -> c + " = excluded." + c).toList();
        var found = " WHERE " + String.join(" AND ", terms(table.key()));
        var insert = "INSERT INTO " + table.name() + " (" + list + ") VALUES (" + marks + ")";
        return new TableSql(
                insert,
                insert + " ON CONFLICT ("
                        + String.join(", ", table.key()) + ") DO "
                        + (updates.isEmpty() ? "NOTHING" : "UPDATE SET " + String.join(", ", updates)),
                "SELECT " + list + " FROM " + table.name() + found,
                "DELETE FROM " + table.name() + found);
    }

    private static List<String> terms(List<String> key) {
        return key.stream().map(c -> c + " = ?").toList();
    }
}
