package dev.kamiyo.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kamiyo.db.Database;
import java.time.Duration;
import java.util.function.Supplier;

/// Answers that are made once a change and not once a request. Safe for use by many threads.
///
/// An answer counts as long as it was read at the last acknowledged write, so nobody gets an older one than that.
/// It also ends after a second, which is how soon an edit by hand, which is no write of ours, must show.
final class ResponseCache {
    private static final Duration LASTS = Duration.ofSeconds(1);
    private static final long BYTES = 32 << 20;

    /// An answer and the write that it was read at.
    record Dated(Response response, long seq) {}

    private final Database database;
    private final Cache<String, Dated> answers = Caffeine.newBuilder()
            .expireAfterWrite(LASTS)
            .maximumWeight(BYTES)
            .weigher(ResponseCache::weight)
            .build();

    ResponseCache(Database database) {
        this.database = database;
    }

    /// The answer to a query.
    ///
    /// @param query a canonical text: equal queries have equal answers
    /// @param make reads the answer, and the seq in the same snapshot
    Response get(String query, Supplier<Dated> make) {
        long seq = database.seq();
        var known = answers.getIfPresent(query);
        if (known != null && known.seq >= seq) {
            return known.response;
        }
        var fresh = make.get();
        var made = new Dated(fresh.response.validated(), fresh.seq);
        answers.put(query, made);
        return made.response;
    }

    private static int weight(String query, Dated answer) {
        return switch (answer.response.body()) {
            case Response.Body.Whole whole -> 1_000 + query.length() + whole.bytes().length;
            case Response.Body.Streamed _, Response.Body.Live _ ->
                throw new IllegalArgumentException("a stream cannot be kept");
        };
    }
}
