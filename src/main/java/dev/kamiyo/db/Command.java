package dev.kamiyo.db;

/// A write: reads what it needs, puts rows, and yields its answer. Runs on the writer's thread, alone.
///
/// It must not block on anything but the database, and may run again after a failed group.
@FunctionalInterface
public interface Command<T> {
    /// Does the write. An exception undoes what this command put and reaches the caller; other commands are untouched.
    T run(Tx tx);
}
