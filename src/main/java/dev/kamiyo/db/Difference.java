package dev.kamiyo.db;

import dev.kamiyo.journal.Table;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// How the rows of a table differ between the data as they are and another state.
///
/// @param table the table
/// @param gained rows that only the other state has
/// @param lost rows that only the data have
/// @param changed rows that both have with other values
public record Difference(String table, long gained, long lost, long changed) {
    /// Compares a file that nobody writes to with the data, as they are in another file. Tables without a
    /// difference are left out.
    static List<Difference> between(Path other, Path data) {
        try (var connection = Connections.copier(other)) {
            try (var attach = connection.prepareStatement("ATTACH ? AS data")) {
                attach.setString(1, data.toString());
                attach.execute();
            }
            var reader = new Reader(connection);
            var found = new ArrayList<Difference>();
            var kept = reader.list("SELECT name FROM kept_over_restores", row -> row.getString(1));
            for (var table : Fingerprints.tables(reader)) {
                if (kept.contains(table.name())) {
                    continue;
                }
                var difference = new Difference(
                        table.name(),
                        reader.number(missing(table, "main", "data")),
                        reader.number(missing(table, "data", "main")),
                        reader.number(changed(table)));
                if (difference.gained + difference.lost + difference.changed > 0) {
                    found.add(difference);
                }
            }
            reader.closeStatements();
            return found;
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    private static String missing(Table table, String in, String from) {
        return "SELECT count(*) FROM " + in + "." + table.name() + " a WHERE NOT EXISTS (SELECT 1 FROM " + from + "."
                + table.name() + " b WHERE " + sameKey(table) + ")";
    }

    private static String changed(Table table) {
        if (table.columns().isEmpty()) {
            return "SELECT 0";
        }
        var same = String.join(
                " AND ",
                table.columns().stream().map(c -> "a." + c + " IS b." + c).toList());
        return "SELECT count(*) FROM main." + table.name() + " a JOIN data." + table.name() + " b ON " + sameKey(table)
                + " WHERE NOT (" + same + ")";
    }

    private static String sameKey(Table table) {
        return String.join(
                " AND ", table.key().stream().map(k -> "a." + k + " = b." + k).toList());
    }
}
