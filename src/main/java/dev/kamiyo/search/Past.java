package dev.kamiyo.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Epochs;
import dev.kamiyo.db.Read;
import dev.kamiyo.exploit.ChangeStore;
import dev.kamiyo.exploit.ChangeStore.Change;
import dev.kamiyo.exploit.ExploitId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Exploits as they were known behind a write, found in the changes up to it. Safe for use by many threads.
///
/// Nothing is indexed: a filter is asked of each exploit that there was, in pages, for at most two callers at a time.
/// Where the exploits of a list stand is kept for a minute, so that its next pages need no other look.
public final class Past {
    private static final Pattern WRITE = Pattern.compile("(?:([0-9a-f]{8})-)?(\\d{1,18})");
    private static final int PAGE = 1_000;
    private static final int AT_A_TIME = 2;
    private static final long PLACES = 500_000;
    private static final Duration KEPT = Duration.ofMinutes(1);

    /// Where an exploit stands in a list.
    ///
    /// @param seq the write that made it what it was
    /// @param value what the list is ordered by; -1 when unknown
    private record Place(String id, long seq, long value, long number) {}

    private record Question(AsOf asOf, Filter filter, Sort sort, Order order) {}

    private final Database database;
    private final ChangeStore changes = new ChangeStore();
    private final Semaphore looking = new Semaphore(AT_A_TIME);
    private final Cache<Question, List<Place>> lists = Caffeine.newBuilder()
            .expireAfterAccess(KEPT)
            .maximumWeight(PLACES)
            .<Question, List<Place>>weigher((_, places) -> places.size() + 1)
            .build();

    /// @param database what is read
    public Past(Database database) {
        this.database = database;
    }

    /// The write that a text means: its number, alone or as `next` of the changes has it, or the last one up to the
    /// end of a month, day or second.
    ///
    /// @throws InvalidFilterException when it means none that there was
    public Read<AsOf> find(String text) throws InvalidFilterException {
        var write = WRITE.matcher(text);
        if (!write.matches()) {
            var end = end(text).toString();
            return database.ask(reader -> standing(Epochs.of(reader), changes.lastBefore(reader, end)));
        }
        var read = database.ask(reader -> new Standing(Epochs.of(reader), reader.seq()));
        var epochs = read.value().epochs;
        long head = read.value().head;
        long seq = Long.parseLong(write.group(2));
        if (seq > head) {
            throw new InvalidFilterException(
                    "as_of",
                    "as_of is a write that is still to come: the last one is " + head
                            + "; the end of a year is written 2024-12");
        }
        var epoch = write.group(1) == null ? epochs.now() : write.group(1);
        if (epochs.of(epoch, seq).isEmpty()) {
            throw new InvalidFilterException(
                    "as_of",
                    "as_of is no write of these data: a restore took it back, or it is of others; the last one is "
                            + epochs.now() + "-" + head);
        }
        return new Read<>(standing(epochs, seq), read.origin());
    }

    /// The lines of writes, and the last write that there is.
    private record Standing(Epochs epochs, long head) {}

    /// A write that the data have, under the epoch in which it was made: it is known by that as long as it stands.
    private static AsOf standing(Epochs epochs, long seq) {
        return new AsOf(epochs.of(seq).orElse(epochs.now()), seq);
    }

    private static Instant end(String text) throws InvalidFilterException {
        try {
            return Instant.ofEpochSecond(Period.parse(text).to());
        } catch (IllegalArgumentException _) {
            throw new InvalidFilterException(
                    "as_of", "as_of is a write or a time; write 4711, 2024-05, 2024-05-01 or 2024-05-01T12:00:00Z");
        }
    }

    /// An exploit as JSON; one that another had taken over has `merged_into`.
    public Optional<String> one(AsOf asOf, ExploitId id) {
        return database.read(
                reader -> changes.last(reader, id.text(), asOf.seq()).map(Change::json));
    }

    /// A page of a view.
    ///
    /// @param after the place that the page starts behind, of the view's own order; empty for the first page
    /// @param limit at most this many
    public Page page(AsOf asOf, View view, Optional<Cursor> after, int limit) {
        var places = lists.get(new Question(asOf, view.filter(), view.sort(), view.order()), this::look);
        int start = after.map(cursor -> behind(places, view.order(), cursor)).orElse(0);
        var shown = places.subList(start, Math.min(places.size(), start + limit));
        var exploits = database.read(reader -> shown.stream()
                .map(place ->
                        changes.last(reader, place.id, place.seq).orElseThrow().json())
                .toList());
        var next = start + shown.size() < places.size()
                ? Optional.of(new Cursor(view.sort(), view.order(), shown.getLast().value, shown.getLast().number))
                : Optional.<Cursor>empty();
        return new Page(
                exploits.stream()
                        .map(json -> SearchStore.fields(json, view.fields()))
                        .toList(),
                places.size(),
                next,
                asOf.seq());
    }

    /// Counts and sums, for one answer.
    public Tallies tallies(AsOf asOf) {
        return new PastTallies(filter -> {
            var found = new ArrayList<Brief>();
            each(asOf, filter, known -> found.add(Brief.of(known.exploit, known.traits)));
            return found;
        });
    }

    private List<Place> look(Question question) {
        var places = new ArrayList<Place>();
        each(
                question.asOf,
                question.filter,
                known -> places.add(new Place(
                        known.change.exploit(),
                        known.change.seq(),
                        value(known.traits, question.sort),
                        number(known.change.exploit()))));
        places.sort(order(question.order));
        return List.copyOf(places);
    }

    /// What an exploit is ordered by; -1 when unknown.
    private static long value(Traits traits, Sort sort) {
        return switch (sort) {
            case OCCURRED_AT -> traits.occurred();
            case LOSS -> traits.loss();
            case MODIFIED_AT -> traits.modified();
        };
    }

    /// The number that is made of an id, as in `find_exploits`.
    private static long number(String id) {
        return Long.parseLong(id.substring(4, 8)) * 1_000_000_000 + Long.parseLong(id.substring(9));
    }

    /// An exploit that a filter let through, as a change left it.
    private record Known(Change change, JsonNode exploit, Traits traits) {}

    private void each(AsOf asOf, Filter filter, Consumer<Known> taker) {
        var sieve = Sieve.of(filter);
        looking.acquireUninterruptibly();
        try {
            var after = "";
            while (true) {
                var from = after;
                var page = database.read(reader -> changes.standing(reader, asOf.seq(), from, PAGE));
                for (var change : page) {
                    var exploit = JsonMapper.shared().readTree(change.json());
                    if (exploit.has("merged_into")) {
                        continue; // another exploit's by then
                    }
                    var traits = Traits.of(exploit);
                    if (sieve.passes(traits)) {
                        taker.accept(new Known(change, exploit, traits));
                    }
                }
                if (page.size() < PAGE) {
                    return;
                }
                after = page.getLast().exploit();
            }
        } finally {
            looking.release();
        }
    }

    /// Unknown values come last in both orders.
    private static Comparator<Place> order(Order order) {
        var rising = Comparator.comparingLong(Place::value).thenComparingLong(Place::number);
        return Comparator.<Place, Boolean>comparing(place -> place.value < 0)
                .thenComparing(
                        switch (order) {
                            case ASC -> rising;
                            case DESC -> rising.reversed();
                        });
    }

    private static int behind(List<Place> places, Order order, Cursor cursor) {
        var comparator = order(order);
        var at = new Place("", 0, cursor.value(), cursor.number());
        int low = 0;
        int high = places.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (comparator.compare(places.get(middle), at) > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
