package dev.kamiyo.db;

/// A row of a file of edits that was not adopted.
///
/// @param row its table and key
/// @param why for a person
public record UnadoptedEdit(String row, String why) {}
