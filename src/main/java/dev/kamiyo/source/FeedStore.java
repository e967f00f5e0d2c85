package dev.kamiyo.source;

import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.journal.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// States and shapes of feeds in the file. Stateless; safe for use by many threads.
final class FeedStore {
    private static final Table FEEDS = Table.of(
            "feeds",
            "name",
            "attempts",
            "successes",
            "failures",
            "last_attempt_at",
            "first_success_at",
            "last_success_at",
            "last_failure_at",
            "last_failure",
            "records",
            "rejected",
            "drift",
            "next_run_at",
            "missing");
    /// Stands beside the facts.
    private static final String REJECTED = "rejected";

    private static final Table SHAPES =
            new Table("feed_shapes", List.of("source", "location", "extent"), List.of("records", "facts", "at"));

    /// The state of a feed.
    FeedState state(Reader reader, String feed) {
        return reader.one("SELECT * FROM feeds WHERE name = ?", FeedStore::state, feed)
                .orElse(FeedState.NEVER);
    }

    private static FeedState state(ResultSet row) throws SQLException {
        return new FeedState(
                row.getInt("attempts"),
                row.getInt("successes"),
                row.getInt("failures"),
                time(row, "last_attempt_at"),
                time(row, "first_success_at"),
                time(row, "last_success_at"),
                time(row, "last_failure_at"),
                row.getString("last_failure"),
                number(row, "records"),
                number(row, "rejected"),
                row.getString("drift"),
                row.getString("missing"),
                time(row, "next_run_at"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        var text = row.getString(column);
        return text == null ? null : Instant.parse(text);
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? null : Integer.valueOf(number);
    }

    /// Changes the state of a feed; one that stays as it was is not written.
    ///
    /// @return the number of this write
    long change(Tx tx, String feed, UnaryOperator<FeedState> change) {
        var before = state(tx, feed);
        var state = change.apply(before);
        if (state.equals(before)) {
            return tx.seq();
        }
        tx.put(
                FEEDS,
                feed,
                state.attempts(),
                state.successes(),
                state.failures(),
                text(state.lastAttempt()),
                text(state.firstSuccess()),
                text(state.lastSuccess()),
                text(state.lastFailure()),
                state.failure(),
                state.records(),
                state.rejected(),
                state.drift(),
                text(state.nextRun()),
                state.missing());
        return tx.seq();
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// The shape of the last fetch of this kind that was taken.
    Optional<Shape> shape(Reader reader, String source, String location, Extent extent) {
        return reader.one(
                "SELECT records, facts FROM feed_shapes WHERE source = ? AND location = ? AND extent = ?",
                row -> shape(row.getInt(1), row.getString(2)),
                source,
                location,
                extent.label());
    }

    private static Shape shape(int records, String json) {
        var facts = new HashMap<String, Integer>();
        JsonMapper.shared()
                .readTree(json)
                .properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asInt()));
        var rejected = facts.remove(REJECTED);
        return new Shape(records, rejected == null ? 0 : rejected, facts);
    }

    /// Remembers the shape of a fetch that was taken.
    ///
    /// @return the number of this write
    long taken(Tx tx, String source, String location, Extent extent, Shape shape) {
        var facts = JsonMapper.shared().createObjectNode();
        shape.facts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue()));
        facts.put(REJECTED, shape.rejected());
        tx.put(
                SHAPES,
                source,
                location,
                extent.label(),
                shape.records(),
                facts.toString(),
                tx.at().toString());
        return tx.seq();
    }
}
