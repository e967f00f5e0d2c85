package dev.kamiyo.search;

/// A time in the past of the data: behind a write.
///
/// @param epoch the line of writes in which it was made
/// @param seq the write; 0 before the first one
public record AsOf(String epoch, long seq) {}
