package dev.kamiyo.guardian;

import dev.kamiyo.db.Database;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// The query that has been running longest, if that is long.
final class QueryGauge implements Gauge {
    private static final Duration WARNS = Duration.ofSeconds(10);

    private final Database database;

    QueryGauge(Database database) {
        this.database = database;
    }

    @Override
    public List<Warning> look() {
        return database.queries().stream()
                .filter(query -> query.age().compareTo(WARNS) >= 0)
                .max(Comparator.comparing(query -> query.age()))
                .map(query -> List.<Warning>of(new Warning.QueryLong(query.sql(), query.age())))
                .orElse(List.of());
    }
}
