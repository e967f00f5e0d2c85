package dev.kamiyo.db;

import java.time.Duration;

/// A query that is being answered now.
///
/// @param sql the statement that runs, on one line and cut short
/// @param age how long the whole query has been running
public record RunningQuery(String sql, Duration age) {}
