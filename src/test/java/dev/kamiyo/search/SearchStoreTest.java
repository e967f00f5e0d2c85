package dev.kamiyo.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Role;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.exploit.Usd;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.testing.ExploitGenerator;
import dev.kamiyo.testing.ScantFacts;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
final class SearchStoreTest {
    private static final Occurred DAY = Occurred.on(LocalDate.of(2022, 3, 23));

    @TempDir
    private Path folder = Path.of("");

    private final ExploitStore exploits = new ExploitStore();
    private final MergeStore merges = new MergeStore(exploits);
    private final SearchStore search = new SearchStore(exploits);
    private final SearchStore memory = new SearchStore(exploits, new ForwardIndexStore());
    private Database database;

    @BeforeEach
    void open() throws IOException {
        database = TestDatabase.open(folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anyFilterInAnyOrderFindsWhatALookAtEachExploitFinds() throws Exception {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        fill(random, 400);
        var all = everything();
        assertThat(all).hasSizeGreaterThan(300);
        for (int i = 0; i < 400; i++) {
            var query = query(random, all);
            var view = ViewReader.load().read(query);
            var expected = all.stream()
                    .filter(exploit -> matches(exploit, view.filter()))
                    .sorted(order(view))
                    .map(exploit -> exploit.get("id").stringValue())
                    .toList();
            assertThat(all.stream()
                            .filter(exploit -> Sieve.of(view.filter()).passes(Traits.of(exploit)))
                            .count())
                    .as("seed %d: %s", seed, query)
                    .isEqualTo(expected.size());
            for (var store : List.of(search, memory)) {
                var found = ids(store, view, 1 + random.nextInt(60));
                assertThat(found).as("seed %d: %s", seed, query).isEqualTo(expected);
            }
            assertThat(database.<Long>read(reader -> search.count(reader, view.filter())))
                    .as("seed %d: %s", seed, query)
                    .isEqualTo(expected.size());
        }
        assertThatTheTablesFollow();
    }

    /// Claims of two sources that become one exploit, change, and part again.
    private void fill(SplittableRandom random, int n) {
        var generator = new ExploitGenerator(random.nextLong());
        for (int i = 0; i < n; i++) {
            var facts = i % 40 == 0 ? generator.exploit(i).withoutTime() : generator.exploit(i);
            save(claim("one", "n" + i, facts));
            if (i % 3 == 0) {
                save(claim(i % 2 == 0 ? "two" : "team:three", "n" + i, facts));
            }
            if (i % 7 == 0) {
                save(claim("one", "n" + i, generator.exploit(i + 100_000)));
            }
        }
    }

    private List<JsonNode> everything() {
        var found = new ArrayList<JsonNode>();
        for (var json : database.<List<String>>read(reader -> reader.list(
                "SELECT " + ExploitStore.JSON + " FROM exploits e WHERE merged_into IS NULL",
                row -> row.getString(1)))) {
            found.add(JsonMapper.shared().readTree(json));
        }
        return found;
    }

    private List<String> ids(SearchStore store, View view, int limit) {
        var ids = new ArrayList<String>();
        var after = Optional.<Cursor>empty();
        do {
            var from = after;
            var page = database.read(reader -> store.page(reader, view, from, limit));
            for (var exploit : JsonMapper.shared().readTree(page.json())) {
                ids.add(exploit.get("id").stringValue());
            }
            after = page.next().map(next -> Cursor.decode(next.encode()));
        } while (after.isPresent());
        return ids;
    }

    private static Map<String, String> query(SplittableRandom random, List<JsonNode> all) {
        var query = new HashMap<String, String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            var some = all.get(random.nextInt(all.size()));
            var other = all.get(random.nextInt(all.size()));
            switch (random.nextInt(12)) {
                case 0 -> query.put("chain", random.nextBoolean() ? "ethereum" : "bsc,base,nowhere");
                case 1 -> put(query, "protocol", some.at("/protocol/name"), other.at("/protocol/slug"));
                case 2 -> put(query, "technique", some.get("technique"), other.get("technique"));
                case 3 -> put(query, "target", some.get("target"), other.get("target"));
                case 4 -> query.put("source", random.nextBoolean() ? "two" : "two,team:three");
                case 5 -> put(query, "severity", some.get("severity"), other.get("severity"));
                case 6 -> query.put("recovered", String.valueOf(random.nextBoolean()));
                case 7 ->
                    query.put(
                            random.nextBoolean() ? "min_loss" : "max_loss",
                            List.of("0", "1e5", "2.5m").get(random.nextInt(3)));
                case 8 ->
                    query.put(
                            random.nextBoolean() ? "since" : "until",
                            List.of("2020", "2023-06", "2024-01-15", "2022-01-01T12:00:00Z")
                                    .get(random.nextInt(4)));
                case 9 -> put(query, "tx", some.at("/transactions/0/hash"), other.at("/transactions/0/hash"));
                case 10 -> put(query, "address", some.at("/addresses/0/address"), other.at("/addresses/0/address"));
                default -> query.put("q", words(random, some.get("title").stringValue()));
            }
        }
        if (query.containsKey("min_loss")) {
            query.remove("max_loss");
        }
        if (query.containsKey("since")) {
            query.remove("until");
        }
        query.put("sort", List.of("occurred_at", "loss", "modified_at").get(random.nextInt(3)));
        query.put("order", random.nextBoolean() ? "asc" : "desc");
        return query;
    }

    private static void put(Map<String, String> query, String name, JsonNode... values) {
        var known = Stream.of(values)
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
        if (!known.isEmpty()) {
            query.put(name, String.join(",", known));
        }
    }

    private static String words(SplittableRandom random, String title) {
        return switch (random.nextInt(4)) {
            case 0 -> title.toUpperCase(Locale.ROOT);
            case 1 -> "\"" + title + "\"";
            case 2 -> title.substring(0, 3) + "*";
            default -> "-" + title.substring(title.indexOf(' ') + 1);
        };
    }

    private static boolean matches(JsonNode exploit, Filter filter) {
        for (var entry : filter.values().entrySet()) {
            if (values(exploit, entry.getKey()).stream().noneMatch(entry.getValue()::contains)) {
                return false;
            }
        }
        var loss = exploit.get("loss_usd");
        var at = exploit.get("occurred_at").isNull() ? null : second(exploit.get("occurred_at"));
        return (filter.minLoss() == null
                        || (!loss.isNull() && cents(loss) >= filter.minLoss().cents()))
                && (filter.maxLoss() == null
                        || (!loss.isNull() && cents(loss) <= filter.maxLoss().cents()))
                && (filter.since() == null || (at != null && at >= filter.since()))
                && (filter.before() == null || (at != null && at < filter.before()))
                && has(exploit.get("transactions"), "hash", filter.transactions())
                && has(exploit.get("addresses"), "address", filter.addresses())
                && says(exploit, filter.text());
    }

    private static List<String> values(JsonNode exploit, Facet facet) {
        return switch (facet) {
            case CHAIN ->
                exploit.get("chains").valueStream().map(JsonNode::stringValue).toList();
            case SOURCE ->
                exploit.get("sources")
                        .valueStream()
                        .map(s -> s.get("name").stringValue())
                        .toList();
            case PROTOCOL -> List.of(exploit.at("/protocol/slug").asString(""));
            case TECHNIQUE, TARGET, SEVERITY, STATUS ->
                List.of(exploit.get(facet.label()).asString(""));
            case RECOVERED ->
                List.of(String.valueOf(exploit.get("recovered_usd").asDouble(0) > 0));
        };
    }

    private static long second(JsonNode time) {
        return Instant.parse(time.stringValue()).getEpochSecond();
    }

    private static long cents(JsonNode dollars) {
        return new BigDecimal(dollars.asString()).movePointRight(2).longValueExact();
    }

    private static boolean has(JsonNode list, String member, List<String> any) {
        return any.isEmpty()
                || list.valueStream().anyMatch(e -> any.contains(e.get(member).stringValue()));
    }

    private static boolean says(JsonNode exploit, @Nullable TextQuery text) {
        if (text == null) {
            return true;
        }
        var said = Stream.of("/title", "/protocol/name", "/technique", "/technique_label", "/target")
                .map(member -> exploit.at(member).asString("").replace('-', ' '))
                .collect(Collectors.joining(" / ", " ", " "));
        var words = said.toLowerCase(Locale.ROOT);
        return parts(text.must(), " AND ").allMatch(words::contains)
                && parts(text.mustNot(), " OR ").noneMatch(words::contains);
    }

    /// The terms of a full-text expression, with a space where a word must begin or end.
    private static Stream<String> parts(String expression, String joint) {
        return Stream.of(expression.split(joint, -1))
                .filter(term -> !term.isEmpty())
                .map(term -> term.toLowerCase(Locale.ROOT))
                .map(term -> " " + term.replace("\"*", "").replace("\"", "") + (term.endsWith("*") ? "" : " "));
    }

    private static Comparator<JsonNode> order(View view) {
        Comparator<JsonNode> byValue = Comparator.comparingLong(exploit -> value(exploit, view.sort()));
        Comparator<JsonNode> byNumber =
                Comparator.comparing(exploit -> exploit.get("id").stringValue());
        var order = byValue.thenComparing(byNumber);
        return Comparator.<JsonNode, Boolean>comparing(exploit -> value(exploit, view.sort()) < 0)
                .thenComparing(view.order() == Order.ASC ? order : order.reversed());
    }

    private static long value(JsonNode exploit, Sort sort) {
        return switch (sort) {
            case OCCURRED_AT -> exploit.get("occurred_at").isNull() ? -1 : second(exploit.get("occurred_at"));
            case LOSS -> exploit.get("loss_usd").isNull() ? -1 : cents(exploit.get("loss_usd"));
            case MODIFIED_AT -> second(exploit.get("modified_at"));
        };
    }

    /// What triggers keep equals what is made anew of the exploits as they are.
    private void assertThatTheTablesFollow() {
        assertThat(differences(
                        "number, id, occurred, loss, recovered, modified, words", "find_exploits", "find_standing"))
                .isZero();
        assertThat(differences(
                        "number, hash, kind, chain, role",
                        "find_hashes",
                        "(SELECT s.number, h.* FROM find_standing s JOIN find_hashes_in h ON h.id = s.id)"))
                .isZero();
        assertThat(differences("rowid", "find_text", "(SELECT number AS rowid FROM find_standing)"))
                .isZero();
    }

    private long differences(String columns, String kept, String made) {
        return database.<Long>read(reader -> reader.number("SELECT count(*) FROM (SELECT * FROM (SELECT " + columns
                + " FROM "
                + kept + " EXCEPT SELECT " + columns + " FROM " + made + ") UNION ALL SELECT * FROM (SELECT " + columns
                + " FROM " + made + " EXCEPT SELECT " + columns + " FROM " + kept + "))"));
    }

    @Test
    @EnabledIf("dev.kamiyo.testing.Sqlite3#isThere")
    void editsByHandAndTheirEndLeaveTheTablesRight() throws Exception {
        fill(new SplittableRandom(1), 30);
        var file = folder.resolve("kamiyo.db");
        Sqlite3.run(file, "UPDATE exploits SET title = 'Xyzzy' WHERE id = (SELECT min(id) FROM exploits)");
        Sqlite3.run(
                file,
                "INSERT OR REPLACE INTO exploits SELECT id, 'Plugh', protocol_slug, protocol_name, '[\"elsewhere\"]',"
                        + " occurred_at, occurred_precision, loss_cents, recovered_cents, technique, technique_label,"
                        + " target, severity, status, transactions, addresses, sources, refs, first_seen_at, modified_at,"
                        + " merged_into FROM exploits WHERE id = (SELECT max(id) FROM exploits)");
        save(claim("one", "later", ScantFacts.of("later", DAY, null)));
        Waiting.until(() -> database.<Long>read(
                        reader -> reader.number("SELECT count(*) FROM exploits WHERE title IN ('Xyzzy', 'Plugh')"))
                == 0);
        assertThatTheTablesFollow();
        for (var role : Role.values()) {
            assertThat(database.inspect(role)).isInstanceOf(Inspection.Sound.class);
        }
    }

    @Test
    void aThousandOfEqualTimesAreEachVisitedOnceAndInOrderWhileOthersArrive() {
        for (int i = 0; i < 1_000; i++) {
            save(claim("feed", "n" + i, ScantFacts.of("n" + i, DAY, null)));
        }
        var seen = new ArrayList<String>();
        var after = Optional.<Cursor>empty();
        int pages = 0;
        do {
            var from = after;
            var page = database.read(reader -> search.page(reader, View.ALL, from, 37));
            for (var exploit : JsonMapper.shared().readTree(page.json())) {
                seen.add(exploit.get("id").stringValue());
            }
            after = page.next();
            save(claim("other", "newer" + pages, ScantFacts.of("newer", Occurred.on(LocalDate.of(2023, 1, 1)), null)));
            save(claim("other", "same" + pages, ScantFacts.of("same", DAY, null)));
            save(claim("other", "older" + pages, ScantFacts.of("older", Occurred.on(LocalDate.of(2021, 1, 1)), null)));
            pages++;
        } while (after.isPresent());
        assertThat(seen).doesNotHaveDuplicates();
        var of2022 = seen.stream().filter(id -> id.startsWith("KYM-2022")).toList();
        assertThat(of2022).hasSize(1_000).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(of2022).startsWith("KYM-2022-01000").endsWith("KYM-2022-00001");
        assertThat(seen.stream().filter(id -> id.startsWith("KYM-2021"))).isNotEmpty();
        assertThat(seen.stream().filter(id -> id.startsWith("KYM-2023"))).isEmpty();
    }

    @Test
    void newestComeFirstAndUnknownTimesLast() {
        save(claim("feed", "a", ScantFacts.of("unknown", Occurred.UNKNOWN, null)));
        save(claim("feed", "b", ScantFacts.of("old", Occurred.on(LocalDate.of(2016, 6, 17)), null)));
        save(claim("feed", "c", ScantFacts.of("new", Occurred.parse("2025-01-01T00:00:01Z"), null)));
        save(claim("feed", "d", ScantFacts.of("day", Occurred.on(LocalDate.of(2025, 1, 1)), null)));
        assertThat(titles(View.ALL)).containsExactly("new", "day", "old", "unknown");
        assertThat(titles(new View(Filter.ALL, Sort.OCCURRED_AT, Order.ASC, List.of())))
                .containsExactly("old", "day", "new", "unknown");
    }

    private List<String> titles(View view) {
        var titles = new ArrayList<String>();
        var after = Optional.<Cursor>empty();
        do {
            var from = after;
            var page = database.read(reader -> search.page(reader, view, from, 1));
            assertThat(page.total()).isEqualTo(4);
            assertThat(page.seq()).isEqualTo(4);
            titles.add(JsonMapper.shared().readTree(page.json()).at("/0/title").stringValue());
            after = page.next();
        } while (after.isPresent());
        return titles;
    }

    @Test
    void anEmptyListIsAnEmptyPageAndAFullOneIsTheLast() {
        var empty = database.<Page>read(reader -> search.page(reader, View.ALL, Optional.empty(), 10));
        assertThat(empty).isEqualTo(new Page(List.of(), 0, Optional.empty(), 0));
        save(claim("feed", "a", ScantFacts.of("a", DAY, null)));
        save(claim("feed", "b", ScantFacts.of("b", DAY, null)));
        assertThat(database.read(reader -> search.page(reader, View.ALL, Optional.empty(), 2))
                        .next())
                .isEmpty();
        assertThat(database.read(reader -> search.page(reader, View.ALL, Optional.empty(), 1))
                        .next())
                .contains(new Cursor(Sort.OCCURRED_AT, Order.DESC, 1_647_993_600, 2_022_000_000_002L));
    }

    @Test
    void fieldsKeepExactAmounts() {
        save(claim("feed", "a", ScantFacts.of("a", DAY, Usd.of(new BigDecimal("9999999999999.99")))));
        var view = new View(Filter.ALL, Sort.LOSS, Order.ASC, List.of("id", "loss_usd"));
        assertThat(database.read(reader -> search.page(reader, view, Optional.empty(), 1))
                        .json())
                .isEqualTo("[{\"id\":\"KYM-2022-00001\",\"loss_usd\":9999999999999.99}]");
    }

    private static Claim claim(String source, String nativeId, Facts facts) {
        return new Claim(source, nativeId, null, facts, "{}");
    }

    private void save(Claim claim) {
        database.write(tx -> merges.save(tx, claim));
    }
}
