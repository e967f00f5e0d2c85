package dev.kamiyo.journal;

import org.jspecify.annotations.Nullable;

/// A row as a write left it. Nothing is left to evaluate, so that applying it twice changes nothing.
public sealed interface Row {
    /// Where it stands.
    Table table();

    /// The row is there with these values.
    ///
    /// @param values texts, longs, doubles, byte arrays or nulls, in the order of [Table#all()]
    record Put(Table table, @Nullable Object[] values) implements Row {}

    /// There is no row with this key.
    ///
    /// @param key the key's values
    record Gone(Table table, @Nullable Object[] key) implements Row {}
}
