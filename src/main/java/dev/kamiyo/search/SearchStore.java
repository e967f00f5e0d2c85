package dev.kamiyo.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.ExploitStore;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// Pages and counts of the exploits that a filter lets through. Safe for use by many threads.
///
/// The places of a page are found first, in the narrow `find_…` tables; only the exploits that are shown are read.
public final class SearchStore {
    /// A count lasts until the next write, and not long, since an edit by hand must show within a second or two.
    private static final Duration COUNTS_LAST = Duration.ofMillis(500);

    private static final long COUNTS = 10_000;

    private final ExploitStore exploits;
    private final @Nullable ForwardIndexStore index;
    private final Cache<Filter, Counted> counts = Caffeine.newBuilder()
            .expireAfterWrite(COUNTS_LAST)
            .maximumSize(COUNTS)
            .build();

    /// @param exploits knows how many there are
    public SearchStore(ExploitStore exploits) {
        this(exploits, null);
    }

    /// @param exploits knows how many there are
    /// @param index counts what would have to be looked for in the file; null for none
    public SearchStore(ExploitStore exploits, @Nullable ForwardIndexStore index) {
        this.exploits = exploits;
        this.index = index;
    }

    private record Counted(long exploits, long seq) {}

    private record Shown(String json, long value, long number) {}

    private static final Comparator<Shown> RISING =
            Comparator.comparingLong(Shown::value).thenComparingLong(Shown::number);

    /// A page of a view.
    ///
    /// @param after the place that the page starts behind, of the view's own order; empty for the first page
    /// @param limit at most this many
    public Page page(Reader reader, View view, Optional<Cursor> after, int limit) {
        var known = index == null || view.filter().equals(Filter.ALL)
                ? Optional.<IndexTallies>empty()
                : index.inMemory(reader);
        return known.map(inMemory -> page(reader, view, after, limit, inMemory))
                .orElseGet(() -> page(reader, view, after, limit, count(reader, view.filter())));
    }

    /// A page of a view that is found in memory.
    static Page page(Reader reader, View view, Optional<Cursor> after, int limit, IndexTallies known) {
        var places = known.page(view, after, limit + 1); // with one more for a sign that there are others
        return page(reader, view, read(reader, places, known), limit, known.size(view.filter()));
    }

    /// A page of a view whose exploits are counted already.
    ///
    /// @param total how many the view has
    Page page(Reader reader, View view, Optional<Cursor> after, int limit, long total) {
        return page(reader, view, rows(reader, view, after, limit + 1), limit, total);
    }

    private static Page page(Reader reader, View view, List<Shown> rows, int limit, long total) {
        boolean more = rows.size() > limit;
        var shown = more ? rows.subList(0, limit) : rows;
        return new Page(
                shown.stream().map(row -> fields(row.json, view.fields())).toList(),
                total,
                more ? Optional.of(place(view, shown.getLast())) : Optional.empty(),
                reader.seq());
    }

    private static List<Shown> read(Reader reader, List<PageOfIndex.Place> places, IndexTallies known) {
        var texts = new @Nullable String[places.size()];
        var missing = new ArrayList<Long>();
        for (int i = 0; i < texts.length; i++) {
            long number = places.get(i).number();
            texts[i] = known.shown(number);
            if (texts[i] == null) {
                missing.add(number);
            }
        }
        var read = missing.isEmpty() ? Map.<Long, String>of() : read(reader, missing);
        if (!read.isEmpty() && !reader.hasHandEdits()) { // else it may be taken back
            read.forEach(known::show);
        }
        var rows = new ArrayList<Shown>(texts.length);
        for (int i = 0; i < texts.length; i++) {
            var place = places.get(i);
            var json = texts[i] == null ? read.get(place.number()) : texts[i];
            if (json != null) {
                rows.add(new Shown(json, place.value(), place.number()));
            }
        }
        return rows;
    }

    private static Map<Long, String> read(Reader reader, List<Long> numbers) {
        var texts = new HashMap<Long, String>();
        reader.each(
                "SELECT x.number, " + ExploitStore.JSON + " FROM json_each(?) AS n"
                        + " CROSS JOIN find_exploits AS x ON x.number = n.value"
                        + " CROSS JOIN exploits AS e ON e.id = x.id",
                row -> texts.put(row.getLong(1), json(row, 2)),
                numbers.toString());
        return texts;
    }

    /// Decoded here: the driver's own way goes through an array of characters.
    private static String json(ResultSet row, int column) throws SQLException {
        return new String(row.getBytes(column), StandardCharsets.UTF_8);
    }

    private static Cursor place(View view, Shown row) {
        return new Cursor(view.sort(), view.order(), row.value, row.number);
    }

    /// Unknown values come last in both orders: in ascending order they are a list of their own behind the others.
    private static List<Shown> rows(Reader reader, View view, Optional<Cursor> after, int limit) {
        if (view.order() == Order.DESC) {
            return part(reader, view, after, null, limit);
        }
        var rows = new ArrayList<Shown>();
        if (after.isEmpty() || after.get().value() >= 0) {
            rows.addAll(part(reader, view, after, true, limit));
        }
        if (rows.size() < limit) {
            var behind = after.filter(place -> place.value() < 0);
            rows.addAll(part(reader, view, behind, false, limit - rows.size()));
        }
        return rows;
    }

    private static List<Shown> part(
            Reader reader, View view, Optional<Cursor> after, @Nullable Boolean known, int limit) {
        var candidates = CandidateStore.of(view.filter(), view.sort());
        var value = "f." + view.sort().column();
        if (known != null) {
            candidates.where(value + (known ? " >= 0" : " < 0"));
        }
        boolean descending = view.order() == Order.DESC;
        after.ifPresent(place -> candidates.where(
                "(" + value + ", f.number) " + (descending ? "<" : ">") + " (?, ?)", place.value(), place.number()));
        var direction = descending ? " DESC" : "";
        var sql = "SELECT " + ExploitStore.JSON + ", p.value, p.number FROM (SELECT f.number AS number, " + value
                + " AS value FROM " + candidates.from() + " ORDER BY " + value + direction + ", f.number" + direction
                + " LIMIT ?) AS p CROSS JOIN find_exploits AS x ON x.number = p.number"
                + " CROSS JOIN exploits AS e ON e.id = x.id";
        var rows = new ArrayList<>(reader.list(
                sql, row -> new Shown(json(row, 1), row.getLong(2), row.getLong(3)), candidates.arguments(limit)));
        rows.sort(
                descending ? RISING.reversed() : RISING); // they come so, but SQLite does not know, and would copy them
        return rows;
    }

    /// How many exploits a filter lets through.
    public long count(Reader reader, Filter filter) {
        if (filter.equals(Filter.ALL)) {
            return exploits.count(reader);
        }
        long seq = reader.seq();
        var known = counts.getIfPresent(filter);
        if (known != null && known.seq == seq) {
            return known.exploits;
        }
        long found = look(reader, filter);
        counts.put(filter, new Counted(found, seq));
        return found;
    }

    private long look(Reader reader, Filter filter) {
        var text = filter.text();
        if (text != null && filter.isOfWords()) {
            return reader.number("SELECT count(*) FROM find_text WHERE find_text MATCH ?", text.expression());
        }
        var known = index == null ? Optional.<IndexTallies>empty() : index.inMemory(reader);
        if (known.isPresent()) {
            return known.get().size(filter);
        }
        var candidates = CandidateStore.of(filter, null);
        return reader.number("SELECT count(*) FROM " + candidates.from(), candidates.arguments());
    }

    /// The given members of an exploit; all of them when none are given.
    static String fields(String json, List<String> fields) {
        if (fields.isEmpty()) {
            return json;
        }
        var members = members(json, fields);
        var part = new StringJoiner(",", "{", "}");
        fields.forEach(field -> part.add("\"" + field + "\":" + members.getOrDefault(field, "null")));
        return part.toString();
    }

    /// The text of members, as it is: an amount that is read and written again need not look the same.
    private static Map<String, String> members(String json, List<String> fields) {
        var members = new HashMap<String, String>();
        try (var parser = JsonMapper.shared().createParser(json)) {
            parser.nextToken();
            while (members.size() < fields.size() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                if (fields.contains(name)) {
                    members.put(
                            name,
                            json.substring(start, (int) parser.currentLocation().getCharOffset())
                                    .strip());
                }
            }
        }
        return members;
    }
}
