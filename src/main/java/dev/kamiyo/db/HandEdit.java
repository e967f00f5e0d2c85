package dev.kamiyo.db;

import java.nio.file.Path;
import java.util.List;

/// A row that somebody changed by hand, as a person reads it.
///
/// @param file where it is saved
/// @param at when, to the second; empty when the file cannot be read
/// @param row its table and key, or why the file cannot be read
/// @param changes column, what the service had there and what the hand wrote, in SQL's notation
public record HandEdit(Path file, String at, String row, List<String> changes) {}
