package dev.kamiyo.backup;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Sum;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedMap;

/// A verified copy of the data, as its manifest tells.
///
/// @param file the copy
/// @param madeAt when
/// @param head the last write that it holds
/// @param schema the version of its schema
/// @param bytes its size
/// @param sha256 of its bytes, 64 hexadecimal digits
/// @param tables the fingerprint of each table
public record Backup(
        Path file, Instant madeAt, Head head, int schema, long bytes, String sha256, SortedMap<String, Sum> tables) {
    /// How many rows a table had.
    public long rows(String table) {
        return tables.getOrDefault(table, new Sum(0, 0)).rows();
    }

    /// The same in another folder, where it has the same name.
    public Backup in(Path folder) {
        return new Backup(
                folder.resolve(String.valueOf(file.getFileName())), madeAt, head, schema, bytes, sha256, tables);
    }
}
