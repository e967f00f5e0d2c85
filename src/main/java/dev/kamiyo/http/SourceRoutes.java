package dev.kamiyo.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.kamiyo.access.Role;
import dev.kamiyo.db.Database;
import dev.kamiyo.source.Feed;
import dev.kamiyo.source.FeedState;
import dev.kamiyo.source.Feeds;
import dev.kamiyo.source.MeritStore;
import dev.kamiyo.source.Merits;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The feeds: on what terms, how they fare, and what they are worth.
final class SourceRoutes {
    private static final Duration MERITS_LAST = Duration.ofMinutes(1);

    private final Database database;
    private final Feeds feeds;
    private final MeritStore store = new MeritStore();
    private final LoadingCache<String, Map<String, Merits>> merits;

    SourceRoutes(Database database, Feeds feeds) {
        this.database = database;
        this.feeds = feeds;
        this.merits = Caffeine.newBuilder().expireAfterWrite(MERITS_LAST).build(_ -> database.read(store::merits));
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/sources", this::list));
    }

    private record Told(
            Feed feed,
            FeedState state,
            Merits merits,
            @Nullable Double score) {}

    /// The most valuable first; those that were never fetched last.
    private Response list(Request request) {
        var measured = merits.get("all");
        var told = database.read(reader -> feeds.all().stream()
                .map(feed -> told(feed, feeds.state(reader, feed), measured.getOrDefault(feed.name(), Merits.NONE)))
                .toList());
        var ranked = told.stream()
                .sorted(Comparator.comparing(t -> t.score == null ? -1.0 : t.score, Comparator.<Double>reverseOrder()))
                .toList();
        boolean toAdmin = request.caller().may(Role.ADMIN);
        var array = JsonMapper.shared().createArrayNode();
        for (int i = 0; i < ranked.size(); i++) {
            array.add(json(ranked.get(i), i + 1, toAdmin));
        }
        return Response.json(array.toString());
    }

    private static Told told(Feed feed, FeedState state, Merits merits) {
        return new Told(feed, state, merits, merits.score(state));
    }

    private static ObjectNode json(Told told, int place, boolean toAdmin) {
        var source = told.feed.source();
        var state = told.state;
        var json = JsonMapper.shared().createObjectNode();
        json.put("name", source.name());
        json.put("home", source.home().isEmpty() ? null : source.home());
        json.putObject("terms")
                .put("summary", source.terms().summary())
                .put(
                        "url",
                        source.terms().url().isEmpty() ? null : source.terms().url());
        json.put("scheduled", told.feed.scheduled());
        json.put("interval_s", source.interval().toSeconds());
        json.put("last_attempt_at", text(state.lastAttempt()));
        json.put("last_success_at", text(state.lastSuccess()));
        json.put("last_error_at", text(state.lastFailure()));
        json.put("last_error", toAdmin ? state.failure() : told.feed.publicFailure(state));
        json.put("failures", state.failures());
        json.put("records", state.records());
        json.put("rejected", state.rejected());
        json.put("drift", state.drift());
        json.put("missing", state.missing());
        json.put("next_run_at", told.feed.scheduled() ? text(state.nextRun()) : null);
        json.put("publish_lag_s", told.merits.lag());
        json.put("claims", told.merits.claims());
        json.put("withdrawn", told.merits.withdrawn());
        json.put("corroborated", told.merits.shared());
        json.put("first", told.merits.first());
        json.put("disagreed", told.merits.disagreed());
        json.put("uptime", state.attempts() == 0 ? null : rounded(1.0 * state.successes() / state.attempts()));
        json.put("score", told.score == null ? null : rounded(told.score));
        json.put("rank", told.score == null ? null : Integer.valueOf(place));
        return json;
    }

    private static Double rounded(double share) {
        return Math.round(share * 1_000) / 1_000.0;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
