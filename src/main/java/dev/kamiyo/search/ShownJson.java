package dev.kamiyo.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The JSON of exploits that were shown a while ago, so that the next page with them need not ask the file. Safe for
/// use by many threads.
///
/// It goes with the [Columns] of an index and may be asked for what has not changed since they were made; so nothing in
/// it can be of another write. It does not last, since memory would go on with what a file said before it was healed.
final class ShownJson {
    private static final Duration LASTS = Duration.ofMinutes(1);
    private static final long MOST_CHARACTERS = 8L << 20;
    private static final int ENTRY = 100;

    private final Cache<Long, String> texts = Caffeine.newBuilder()
            .expireAfterWrite(LASTS)
            .maximumWeight(MOST_CHARACTERS)
            .weigher((Long _, String json) -> json.length() + ENTRY)
            .build();

    /// @param number of an exploit that has not changed since the columns were made
    @Nullable
    String find(long number) {
        return texts.getIfPresent(number);
    }

    /// @param number of an exploit that has not changed since the columns were made
    void keep(long number, String json) {
        texts.put(number, json);
    }
}
