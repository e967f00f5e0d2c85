package dev.kamiyo.testing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The model of the tables: what their rows are, and what they were at each write. Used by one thread.
final class RememberedRows {
    /// A row as a write left it; null when it took it away.
    private record Version(long seq, @Nullable String row) {}

    private final long last;
    private final Map<WrittenTable, Map<String, List<Version>>> versions = new EnumMap<>(WrittenTable.class);
    private final Map<WrittenTable, SortedMap<String, String>> now = new EnumMap<>(WrittenTable.class);

    /// @param last up to which write it is remembered how the rows were
    RememberedRows(long last) {
        this.last = last;
        for (var table : WrittenTable.values()) {
            versions.put(table, new HashMap<>());
            now.put(table, new TreeMap<>());
        }
    }

    /// A write leaves a row.
    ///
    /// @param row null when it takes the row away
    void leave(long seq, WrittenTable table, String key, @Nullable String row) {
        if (seq <= last) {
            of(versions, table).computeIfAbsent(key, _ -> new ArrayList<>()).add(new Version(seq, row));
        }
        if (row == null) {
            of(now, table).remove(key);
        } else {
            of(now, table).put(key, row);
        }
    }

    /// The rows of a table by their keys, as they are.
    SortedMap<String, String> now(WrittenTable table) {
        return of(now, table);
    }

    /// The rows of a table by their keys, as they were after a write.
    SortedMap<String, String> at(long seq, WrittenTable table) {
        var found = new TreeMap<String, String>();
        of(versions, table).forEach((key, all) -> {
            for (var version : all.reversed()) {
                if (version.seq <= seq) {
                    if (version.row != null) {
                        found.put(key, version.row);
                    }
                    break;
                }
            }
        });
        return found;
    }

    /// What a restore should leave of a table: the rows of then, or those of now if the table outlives restores.
    SortedMap<String, String> afterRestore(long to, WrittenTable table) {
        return table.outlivesRestores() ? of(now, table) : at(to, table);
    }

    /// A restore is a write, too.
    void goBack(long seq, long to) {
        for (var table : WrittenTable.values()) {
            var then = afterRestore(to, table);
            var before = new TreeMap<>(of(now, table));
            before.forEach((key, _) -> {
                if (!then.containsKey(key)) {
                    leave(seq, table, key, null);
                }
            });
            then.forEach((key, row) -> {
                if (!row.equals(before.get(key))) {
                    leave(seq, table, key, row);
                }
            });
        }
    }

    private static <T> T of(Map<WrittenTable, T> all, WrittenTable table) {
        var found = all.get(table);
        if (found == null) {
            throw new IllegalArgumentException("no table " + table);
        }
        return found;
    }
}
