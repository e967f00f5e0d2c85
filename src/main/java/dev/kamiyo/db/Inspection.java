package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Sum;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SortedMap;

/// What a look through a whole file has found.
public sealed interface Inspection {
    /// SQLite finds nothing wrong, the schema is one that this program knows, and every table holds what the file
    /// says that it should.
    ///
    /// @param schema the schema's version
    /// @param head the last write that it holds
    /// @param tables the fingerprint of each table, counted row by row
    record Sound(int schema, Head head, SortedMap<String, Sum> tables) implements Inspection {}

    /// It must not be used.
    ///
    /// @param fault what kind of fault this is
    /// @param why for a person
    record Unsound(DbFault fault, String why) implements Inspection {}

    /// Looks into a file that nobody writes to, through a connection of its own, which keeps nothing from before:
    /// every page is read. Leaves no -wal or -shm beside it.
    static Inspection of(Path file) {
        return of(() -> Connections.immutable(file));
    }

    /// Looks into a file that may be written to meanwhile, together with its -wal, in the same way.
    static Inspection ofLive(Path file) {
        return of(() -> Connections.reader(file));
    }

    /// Opens the file.
    @FunctionalInterface
    interface Opening {
        /// @throws SQLException when it cannot be opened
        Connection connection() throws SQLException;
    }

    /// Looks through what a connection shows, and closes it.
    static Inspection of(Opening opening) {
        try {
            var reader = new Reader(opening.connection());
            try {
                reader.run("BEGIN");
                return inspect(reader);
            } finally {
                reader.close();
            }
        } catch (SQLException e) {
            return unsound(DbFault.of(e));
        } catch (DbFaultException e) {
            return unsound(e.fault());
        }
    }

    private static Unsound unsound(DbFault fault) {
        return new Unsound(fault, fault.words());
    }

    private static Inspection inspect(Reader reader) {
        var integrity = reader.text("PRAGMA integrity_check(1)").orElse("no answer");
        if (!integrity.equals("ok")) {
            return new Unsound(new DbFault.Corrupt(11), "integrity_check says: " + integrity);
        }
        if (reader.text("PRAGMA foreign_key_check").isPresent()) {
            return new Unsound(new DbFault.Corrupt(11), "a row refers to one that is not there");
        }
        int schema = Migrations.version(reader);
        if (schema < Migrations.FIRST_COPY || schema > Migrations.current()) {
            return new Unsound(
                    new DbFault.NotADatabase(26),
                    "its schema has version " + schema + "; " + Migrations.FIRST_COPY + " to " + Migrations.current()
                            + " are known");
        }
        if (!Migrations.schema(reader).equals(Migrations.schema(schema))) {
            var why = "its tables, indexes or triggers are not those of version " + schema;
            return new Unsound(new DbFault.Diverged(why), why);
        }
        var head = Copy.headOf(reader);
        var found = Fingerprints.count(reader);
        for (var total : found.entrySet()) {
            var told = reader.text("SELECT n FROM totals WHERE name = ?", total.getKey());
            if (told.isPresent()
                    && !told.get().equals(String.valueOf(total.getValue().rows() - retired(reader, schema)))) {
                var why = "the total of " + total.getKey() + " is not the number of its rows";
                return new Unsound(new DbFault.Diverged(why), why);
            }
        }
        return differing(Fingerprints.kept(reader), found)
                .<Inspection>map(table -> {
                    var why = "the rows of " + table + " are not those that were written";
                    return new Unsound(new DbFault.Diverged(why), why);
                })
                .orElseGet(() -> new Sound(schema, head, found));
    }

    /// Exploits that others took over, which the total leaves out.
    static long retired(Reader reader, int schema) {
        return schema < 4 ? 0 : reader.number("SELECT count(*) FROM exploits WHERE merged_into IS NOT NULL");
    }

    /// The first table whose fingerprint is not what it should be. A table that no write has touched yet has none.
    private static Optional<String> differing(SortedMap<String, Sum> should, SortedMap<String, Sum> found) {
        for (var table : found.entrySet()) {
            if (!should.getOrDefault(table.getKey(), Sum.EMPTY).equals(table.getValue())) {
                return Optional.of(table.getKey());
            }
        }
        return should.keySet().stream()
                .filter(table -> !found.containsKey(table))
                .findFirst();
    }
}
