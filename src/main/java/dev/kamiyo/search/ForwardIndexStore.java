package dev.kamiyo.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kamiyo.db.Reader;
import dev.kamiyo.search.ForwardIndex.Among;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the [ForwardIndex] of the last write that was asked about: a look at the file is due only for what changed
/// since. While another thread takes a look that lasts, for a copy that lags behind, and beyond a number of exploits
/// that is too much for memory, the file is asked itself. Safe for use by many threads.
public final class ForwardIndexStore {
    private static final Logger log = LoggerFactory.getLogger("search");
    /// Exploits that are kept at most, about 80 bytes each.
    private static final long MOST = 2_000_000;
    /// Changes beyond which everything is read anew.
    private static final int MANY = 5_000;
    /// How long another thread's look is waited for; a file that is slow must not hold up more.
    private static final long PATIENCE_MILLIS = 50;

    private static final String NUMBER =
            "CAST(substr(exploit_id, 5, 4) AS INTEGER) * 1000000000 + CAST(substr(exploit_id, 10) AS INTEGER)";

    /// How long the file's answers are kept, until the next write at most: not for ever, since memory would go on with
    /// what a file said before it was healed.
    private static final Duration ANSWERS_LAST = Duration.ofMinutes(1);

    private static final long ANSWERS_BYTES = 8L << 20;
    private static final int ENTRY = 500;

    /// What the file was asked for.
    ///
    /// @param rest nothing but words, transactions and addresses
    private record Question(String epoch, long seq, Filter rest) {}

    private final Cache<Question, Among> answers = Caffeine.newBuilder()
            .expireAfterWrite(ANSWERS_LAST)
            .maximumWeight(ANSWERS_BYTES)
            .weigher((Question _, Among found) ->
                    ENTRY * (1 + found.recent().size()) + found.at().getSizeInBytes())
            .build();

    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable ForwardIndex known;

    /// Counts and sums of what a reader sees.
    public Tallies of(Reader reader) {
        return inMemory(reader).<Tallies>map(known -> known).orElseGet(() -> new TallyStore(reader));
    }

    /// Counts and sums of what a reader sees; empty when they would have to be looked for in the file.
    Optional<IndexTallies> inMemory(Reader reader) {
        var index = at(reader);
        if (index == null) {
            return Optional.empty();
        }
        return Optional.of(new IndexTallies(index, filter -> among(reader, index, filter)));
    }

    private @Nullable ForwardIndex at(Reader reader) {
        var epoch = reader.text("SELECT epoch FROM head").orElse("");
        long seq = reader.seq();
        var last = known;
        if (last != null && last.epoch().equals(epoch) && last.seq() >= seq) {
            return last.seq() == seq ? last : null;
        }
        if (reader.hasHandEdits()) {
            return null; // what was edited by hand is taken back without a write that would tell of it
        }
        if (!mayRead()) {
            return null;
        }
        try {
            last = known;
            if (last != null && last.epoch().equals(epoch) && last.seq() >= seq) {
                return last.seq() == seq ? last : null;
            }
            var fresh = last != null && last.epoch().equals(epoch) ? advanced(reader, last, seq) : null;
            if (fresh == null || fresh.size() != standing(reader)) { // an adopted edit by hand may have deleted some
                fresh = all(reader, epoch, seq);
            }
            known = fresh;
            return fresh;
        } finally {
            reading.unlock();
        }
    }

    private boolean mayRead() {
        try {
            return reading.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long standing(Reader reader) {
        return reader.number("SELECT n FROM totals WHERE name = 'exploits'");
    }

    private static @Nullable ForwardIndex all(Reader reader, String epoch, long seq) {
        if (standing(reader) > MOST) {
            return null;
        }
        long start = System.nanoTime();
        var columns = new Columns.Builder();
        new WordStore(reader).all(columns);
        var index = ForwardIndex.of(epoch, seq, columns.inOrderOfTime());
        log.info(
                "filters are answered from memory, read in {} ms",
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        return index;
    }

    /// The same at a later write; null when too much has changed.
    private static @Nullable ForwardIndex advanced(Reader reader, ForwardIndex last, long seq) {
        var changed = reader.list(
                "SELECT DISTINCT " + NUMBER + " FROM changes WHERE seq > ? AND seq <= ? LIMIT ?",
                row -> row.getLong(1),
                last.seq(),
                seq,
                MANY + 1);
        if (changed.size() > MANY) {
            return null;
        }
        return last.at(seq, changed, changed.isEmpty() ? List.of() : new WordStore(reader).some(changed.toString()));
    }

    /// The exploits that pass what the index does not tell; null for all.
    private @Nullable Among among(Reader reader, ForwardIndex index, Filter filter) {
        var rest = new Filter(
                Map.of(), null, null, null, null, null, filter.transactions(), filter.addresses(), filter.text());
        if (rest.equals(Filter.ALL)) {
            return null;
        }
        var question = new Question(index.epoch(), index.seq(), rest);
        var found = answers.getIfPresent(question);
        if (found == null) {
            found = index.among(numbers(reader, rest));
            if (!reader.hasHandEdits()) { // else it may be taken back
                answers.put(question, found);
            }
        }
        return found;
    }

    private static long[] numbers(Reader reader, Filter filter) {
        var found = LongStream.builder();
        var text = filter.text();
        if (text != null && filter.isOfWords()) {
            reader.each( // a join with the exploits would take ten times as long
                    "SELECT rowid FROM find_text WHERE find_text MATCH ?",
                    row -> found.add(row.getLong(1)),
                    text.expression());
        } else {
            var candidates = CandidateStore.of(filter, null);
            reader.each(
                    "SELECT f.number FROM " + candidates.from(),
                    row -> found.add(row.getLong(1)),
                    candidates.arguments());
        }
        return found.build().toArray();
    }
}
