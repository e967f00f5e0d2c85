package dev.kamiyo.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kamiyo.db.Database;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/// Answers that are made once a change and not once a request. Safe for use by many threads.
///
/// An answer counts as long as it was read at the last acknowledged write, so nobody gets an older one than that.
/// It also ends after a second, which is how soon an edit by hand, which is no write of ours, must show.
///
/// What is asked for the first time in a while is not kept: each of many different questions would hold its answer for
/// a second, which is too long for the young objects of the heap and too short to be of use.
final class ResponseCache {
    private static final Duration LASTS = Duration.ofSeconds(1);
    private static final long BYTES = 8 << 20;
    private static final int QUESTIONS = 1 << 12;

    /// What is asked for. It is compared part by part: texts of strangers, put in a row, could be read in two ways.
    ///
    /// @param about the page or list, and what else decides the answer
    /// @param query the parameters
    /// @param base what links in the answer begin with
    record Question(String about, Map<String, String> query, String base) {
        Question(String about, Map<String, String> query) {
            this(about, query, "");
        }

        Question(String about) {
            this(about, Map.of());
        }

        int length() {
            int length = about.length() + base.length();
            for (var parameter : query.entrySet()) {
                length += parameter.getKey().length() + parameter.getValue().length();
            }
            return length;
        }
    }

    /// An answer and the write that it was read at.
    record Dated(Response response, long seq) {}

    private final Database database;
    /// The last question at each place: its hash, and the second. A lost update or equal hashes do no harm: an answer
    /// is kept a little later or sooner.
    private final long[] asked = new long[QUESTIONS];
    private final Cache<Question, Dated> answers = Caffeine.newBuilder()
            .expireAfterWrite(LASTS)
            .maximumWeight(BYTES)
            .weigher(ResponseCache::weight)
            .build();

    ResponseCache(Database database) {
        this.database = database;
    }

    /// The answer to a question.
    ///
    /// @param question equal ones have equal answers
    /// @param make reads the answer, and the seq in the same snapshot
    Response get(Question question, Supplier<Dated> make) {
        long seq = database.seq();
        var known = answers.getIfPresent(question);
        if (known != null && known.seq >= seq) {
            return known.response;
        }
        var fresh = make.get();
        var made = new Dated(fresh.response.validated(), fresh.seq);
        if (isAskedAgain(question)) {
            answers.put(question, made);
        }
        return made.response;
    }

    /// Whether it was asked in this second or the one before.
    private boolean isAskedAgain(Question question) {
        int hash = question.hashCode();
        long second = System.nanoTime() / LASTS.toNanos() & 0xFFFF_FFFFL;
        int place = hash & QUESTIONS - 1;
        long before = asked[place];
        asked[place] = (long) hash << Integer.SIZE | second;
        return before >> Integer.SIZE == hash && second - (before & 0xFFFF_FFFFL) <= 1;
    }

    private static int weight(Question question, Dated answer) {
        return switch (answer.response.body()) {
            case Response.Body.Whole whole -> 1_000 + question.length() + whole.bytes().length;
            case Response.Body.Streamed _, Response.Body.Live _ ->
                throw new IllegalArgumentException("a stream cannot be kept");
        };
    }
}
