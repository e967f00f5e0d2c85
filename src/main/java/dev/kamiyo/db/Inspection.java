package dev.kamiyo.db;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.SequencedMap;
import java.util.TreeMap;

/// What a look into a file that nobody writes to has found.
public sealed interface Inspection {
    /// SQLite finds nothing wrong, and the schema is one that this program knows.
    ///
    /// @param schema the schema's version
    /// @param seq the last write that it holds
    /// @param rows how many rows each table has
    record Sound(int schema, long seq, SequencedMap<String, Long> rows) implements Inspection {}

    /// It must not be used.
    ///
    /// @param why for a person
    record Unsound(String why) implements Inspection {}

    /// Looks into a file through a connection of its own, which keeps nothing from before: every page is read.
    static Inspection of(Path file) {
        try {
            var reader = new Reader(Connections.immutable(file));
            try {
                return inspect(reader);
            } finally {
                reader.close();
            }
        } catch (SQLException e) {
            return new Unsound(DbFault.of(e).words());
        } catch (DbFaultException e) {
            return new Unsound(e.fault().words());
        }
    }

    private static Inspection inspect(Reader reader) {
        var integrity = reader.text("PRAGMA integrity_check(1)").orElse("no answer");
        if (!integrity.equals("ok")) {
            return new Unsound("integrity_check says: " + integrity);
        }
        if (reader.text("PRAGMA foreign_key_check").isPresent()) {
            return new Unsound("a row refers to one that is not there");
        }
        int schema = (int) reader.number("PRAGMA user_version");
        if (schema < 1 || schema > Migrations.current()) {
            return new Unsound("its schema has version " + schema + "; 1 to " + Migrations.current() + " are known");
        }
        var rows = new TreeMap<String, Long>();
        for (var table : reader.list(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
                row -> row.getString(1))) {
            rows.put(table, reader.number("SELECT count(*) FROM \"" + table + "\""));
        }
        return new Sound(schema, reader.seq(), rows);
    }
}
