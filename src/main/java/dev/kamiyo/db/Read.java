package dev.kamiyo.db;

/// An answer, and where it was read.
public record Read<T>(T value, Origin origin) {}
