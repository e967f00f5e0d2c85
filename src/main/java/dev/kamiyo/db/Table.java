package dev.kamiyo.db;

import java.util.List;

/// A table that commands write to: its name, its key and its other columns.
///
/// @param name the table
/// @param key the columns of its primary key
/// @param columns the other columns
public record Table(String name, List<String> key, List<String> columns) {
    /// A table with a key of one column.
    public static Table of(String name, String key, String... columns) {
        return new Table(name, List.of(key), List.of(columns));
    }

    /// The statement that inserts a row or replaces the one with the same key.
    String upsert() {
        var all = new StringBuilder(String.join(", ", key));
        columns.forEach(c -> all.append(", ").append(c));
        var marks = "?" + ", ?".repeat(key.size() + columns.size() - 1);
        var updates = columns.stream().map(c -> c + " = excluded." + c).toList();
        return "INSERT INTO " + name + " (" + all + ") VALUES (" + marks + ") ON CONFLICT (" + String.join(", ", key)
                + ") DO " + (updates.isEmpty() ? "NOTHING" : "UPDATE SET " + String.join(", ", updates));
    }
}
