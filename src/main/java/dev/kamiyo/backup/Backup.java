package dev.kamiyo.backup;

import java.nio.file.Path;
import java.time.Instant;
import java.util.SequencedMap;

/// A verified copy of the data, as its manifest tells.
///
/// @param file the copy
/// @param madeAt when
/// @param seq the last write that it holds
/// @param schema the version of its schema
/// @param bytes its size
/// @param sha256 of its bytes, 64 hexadecimal digits
/// @param rows how many rows each table had
public record Backup(
        Path file, Instant madeAt, long seq, int schema, long bytes, String sha256, SequencedMap<String, Long> rows) {}
