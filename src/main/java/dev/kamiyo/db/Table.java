package dev.kamiyo.db;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A table that commands write to: its name, its key and its other columns, all of them. Immutable.
public final class Table {
    private final String name;
    private final List<String> key;
    private final List<String> columns;
    private final String upsert;
    private final String find;
    private final String delete;
    private final int[] byName;

    /// @param name the table
    /// @param key the columns of its primary key
    /// @param columns the other columns
    public Table(String name, List<String> key, List<String> columns) {
        this.name = name;
        this.key = List.copyOf(key);
        this.columns = List.copyOf(columns);
        var all = all();
        var list = String.join(", ", all);
        var marks = "?" + ", ?".repeat(all.size() - 1);
        var updates = columns.stream().map(c -> c + " = excluded." + c).toList();
        var found = " WHERE "
                + String.join(" AND ", key.stream().map(c -> c + " = ?").toList());
        this.upsert = "INSERT INTO " + name + " (" + list + ") VALUES (" + marks + ") ON CONFLICT ("
                + String.join(", ", key) + ") DO "
                + (updates.isEmpty() ? "NOTHING" : "UPDATE SET " + String.join(", ", updates));
        this.find = "SELECT " + list + " FROM " + name + found;
        this.delete = "DELETE FROM " + name + found;
        this.byName = IntStream.range(0, all.size())
                .boxed()
                .sorted((a, b) -> all.get(a).compareTo(all.get(b)))
                .mapToInt(i -> i)
                .toArray();
    }

    /// A table with a key of one column.
    public static Table of(String name, String key, String... columns) {
        return new Table(name, List.of(key), List.of(columns));
    }

    /// The table's name.
    public String name() {
        return name;
    }

    /// The columns of its primary key.
    public List<String> key() {
        return key;
    }

    /// The other columns.
    public List<String> columns() {
        return columns;
    }

    /// All columns, the key first: the order of a row's values.
    List<String> all() {
        var all = new ArrayList<>(key);
        all.addAll(columns);
        return all;
    }

    int width() {
        return byName.length;
    }

    /// The places of a row's values in the order of their columns' names, which all copies agree on.
    int[] byName() {
        return byName;
    }

    /// The statement that inserts a row or replaces the one with the same key.
    String upsert() {
        return upsert;
    }

    /// The query for the row with a key.
    String find() {
        return find;
    }

    /// The statement that takes away the row with a key.
    String delete() {
        return delete;
    }
}
