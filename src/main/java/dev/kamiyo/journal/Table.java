package dev.kamiyo.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A table that commands write to: its name, its key and its other columns, all of them. Immutable; equal ones are
/// the same table.
public final class Table {
    private final String name;
    private final List<String> key;
    private final List<String> columns;
    private final List<String> all;
    private final int[] byName;
    private final int hash;

    /// @param name the table
    /// @param key the columns of its primary key
    /// @param columns the other columns
    public Table(String name, List<String> key, List<String> columns) {
        this.name = name;
        this.key = List.copyOf(key);
        this.columns = List.copyOf(columns);
        var both = new ArrayList<>(key);
        both.addAll(columns);
        this.all = List.copyOf(both);
        this.byName = IntStream.range(0, all.size())
                .boxed()
                .sorted((a, b) -> all.get(a).compareTo(all.get(b)))
                .mapToInt(i -> i)
                .toArray();
        this.hash = name.hashCode() * 31 + all.hashCode();
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
    public List<String> all() {
        return all;
    }

    /// How many columns it has.
    public int width() {
        return byName.length;
    }

    /// The places of a row's values in the order of their columns' names, which all copies agree on.
    int[] byName() {
        return byName;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Table table
                        && hash == table.hash
                        && name.equals(table.name)
                        && key.equals(table.key)
                        && columns.equals(table.columns));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
