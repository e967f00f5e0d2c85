package dev.kamiyo.merge;

/// Who moderates.
///
/// @param name tells people apart in the audit log
/// @param decides whether what they ask for happens at once, and is not only proposed
public record Person(String name, boolean decides) {}
