package dev.kamiyo.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.journal.Table;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.testing.ExploitGenerator;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is counted in memory is what the file counts, whatever was written meanwhile.
final class ForwardIndexStoreTest {
    private static final List<Facet> FACETS = Arrays.stream(Facet.values())
            .filter(facet -> facet != Facet.PROTOCOL)
            .toList();

    /// All of them, by a filter.
    private static final View EVER = new View(
            new Filter(Map.of(), null, null, null, null, 0L, List.of(), List.of(), null),
            Sort.OCCURRED_AT,
            Order.DESC,
            List.of());

    private static final List<String> PROTOCOLS = IntStream.range(0, 20)
            .mapToObj(new ExploitGenerator(11)::exploit)
            .flatMap(facts -> Stream.ofNullable(facts.protocol()))
            .map(protocol -> protocol.slug())
            .toList();

    @TempDir
    private Path folder = Path.of("");

    private final MergeStore merges = new MergeStore(new ExploitStore());
    private final ExploitGenerator generator = new ExploitGenerator(11);
    private final ForwardIndexStore index = new ForwardIndexStore();
    private final FacetedSearch faceted = new FacetedSearch(index);
    private final SearchStore inFile = new SearchStore(new ExploitStore());
    private BackupStore backups;
    private Database database;
    private int saved;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(TestDatabase.folders(folder).run());
        var clock = Clock.systemUTC();
        backups = new BackupStore(folder.resolve("backups"), Optional.empty(), clock, BackupStore.Retention.DEFAULT);
        database = Database.open(TestDatabase.folders(folder), clock, backups, Watcher.NONE);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void save(int n) {
        for (int i = 0; i < n; i++, saved++) {
            var facts = generator.exploit(saved % 5 == 0 ? saved / 2 : saved);
            var source = saved % 3 == 0 ? "one" : saved % 3 == 1 ? "two" : "team:three";
            database.write(merges.saving(
                    new Claim(source, "n" + saved % 90, null, saved % 17 == 0 ? facts.withoutTime() : facts, "{}")));
        }
    }

    private static Filter filter(SplittableRandom random) throws InvalidFilterException {
        var query = new TreeMap<String, String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(12)) {
                case 0 -> query.put("chain", random.nextBoolean() ? "ethereum" : "bsc,base,nowhere");
                case 1 -> query.put("technique", random.nextBoolean() ? "reentrancy" : "access-control,reentrancy");
                case 2 -> query.put("severity", random.nextBoolean() ? "critical,high" : "unknown");
                case 3 -> query.put("source", random.nextBoolean() ? "two" : "two,team:three");
                case 4 -> query.put("min_loss", random.nextBoolean() ? "1e5" : "0");
                case 5 -> query.put("max_loss", "2.5m");
                case 6 -> query.put("since", random.nextBoolean() ? "2021" : "2022-03-04T05:06:07Z");
                case 7 -> query.put("until", random.nextBoolean() ? "2023-05" : "2024-01-01T00:00:01Z");
                case 8 -> query.put("recovered", String.valueOf(random.nextBoolean()));
                case 9 -> query.put("protocol", "nobody," + PROTOCOLS.get(random.nextInt(PROTOCOLS.size())));
                case 10 ->
                    query.put("q", List.of("fi*", "-finance", "fi* -finance").get(random.nextInt(3)));
                default -> query.put("status", "reported");
            }
        }
        return ViewReader.load().filter(query);
    }

    private FacetCounts counted(Reader reader, Filter filter) {
        var values = new TreeMap<Facet, List<Tally>>();
        FACETS.forEach(facet -> values.put(facet, new TallyStore(reader).values(filter.without(facet), facet, 5)));
        return new FacetCounts(new TallyStore(reader).total(filter), values);
    }

    private static List<List<Tally>> all(Tallies known, Filter filter) {
        var all = new ArrayList<List<Tally>>();
        all.add(List.of(known.total(filter)));
        for (var interval : Interval.values()) {
            all.add(known.series(filter, interval));
        }
        for (var facet : Facet.values()) {
            all.add(known.values(filter, facet, 7));
        }
        return all;
    }

    private void check(SplittableRandom random, String when) throws Exception {
        for (int i = 0; i < 25; i++) {
            var filter = filter(random);
            assertThat(database.<FacetCounts>read(reader -> faceted.page(
                                    reader,
                                    new View(filter, Sort.LOSS, Order.ASC, List.of()),
                                    Optional.empty(),
                                    1,
                                    FACETS,
                                    5)
                            .counts()))
                    .as("%s: %s", when, filter)
                    .isEqualTo(database.<FacetCounts>read(reader -> counted(reader, filter)));
            var sort = List.of(Sort.values()).get(random.nextInt(3));
            var view = new View(filter, sort, random.nextBoolean() ? Order.ASC : Order.DESC, List.of());
            assertThat(database.<Page>read(reader -> faceted.page(reader, view, Optional.empty(), 7, FACETS, 5)
                            .page()))
                    .as("%s: %s", when, view)
                    .isEqualTo(database.<Page>read(reader -> inFile.page(reader, view, Optional.empty(), 7)));
            assertThat(database.<List<List<Tally>>>read(reader -> all(index.of(reader), filter)))
                    .as("%s: %s", when, filter)
                    .isEqualTo(database.<List<List<Tally>>>read(reader -> all(new TallyStore(reader), filter)));
            assertThat(database.<Map<Facet, List<Tally>>>read(
                            reader -> index.of(reader).facets(filter, EnumSet.allOf(Facet.class), 7)))
                    .as("%s: %s", when, filter)
                    .isEqualTo(database.<Map<Facet, List<Tally>>>read(
                            reader -> new TallyStore(reader).facets(filter, EnumSet.allOf(Facet.class), 7)));
        }
    }

    @Test
    void memoryAndFileCountTheSame() throws Exception {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        check(random, "empty, seed " + seed);
        save(150);
        check(random, "filled, seed " + seed);
        for (int i = 0; i < 8; i++) {
            save(1 + random.nextInt(15));
            check(random, "changed " + i + " times, seed " + seed);
        }
        assertThat(database.<Boolean>read(reader -> index.inMemory(reader).isPresent()))
                .as("counted in memory")
                .isTrue();
    }

    @Test
    void itFollowsARestoreAndAnotherCopy() throws Exception {
        var random = new SplittableRandom(7);
        save(60);
        backups.make(database);
        long seq = database.seq();
        save(40);
        check(random, "before");
        new Restore(backups, database).run(Optional.empty(), Optional.of(String.valueOf(seq)), false, _ -> {});
        check(random, "after a restore");
        save(30);
        check(random, "after writes behind it");
    }

    @Test
    void whatWasDeletedByHandAndAdoptedIsGone() throws Exception {
        save(30);
        var random = new SplittableRandom(8);
        check(random, "before");
        database.write(tx -> {
            var id = tx.text("SELECT id FROM exploits WHERE merged_into IS NULL ORDER BY id LIMIT 1")
                    .orElseThrow();
            delete(tx, new Table("claims", List.of("source", "native_id"), List.of()), "exploit_id", id);
            delete(tx, new Table("changes", List.of("seq", "exploit_id"), List.of()), "exploit_id", id);
            delete(tx, new Table("exploits", List.of("id"), List.of()), "id", id);
            return tx.seq();
        });
        check(random, "after");
    }

    private static void delete(Tx tx, Table table, String column, String id) {
        var key = table.key();
        tx.list(
                        "SELECT " + String.join(", ", key) + " FROM " + table.name() + " WHERE " + column + " = ?",
                        row -> IntStream.rangeClosed(1, key.size())
                                .mapToObj(at -> value(row, at))
                                .toArray(),
                        id)
                .forEach(values -> tx.delete(table, values));
    }

    private static Object value(ResultSet row, int at) {
        try {
            return row.getObject(at) instanceof Number number ? (Object) number.longValue() : row.getString(at);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatWasEditedByHandForAMomentIsNotKept() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        save(30);
        for (int i = 1; i <= 3; i++) {
            var before = total();
            database.read(reader -> page(reader, 1)); // from here on the index is in memory, and no other JSON
            Sqlite3.run(database.file(), "UPDATE exploits SET loss_cents = 77700;");
            database.read(reader -> page(reader, 100));
            database.read(reader -> index.of(reader).total(Filter.ALL));
            Waiting.until(() -> total().equals(before));
            assertThat(database.<String>read(reader -> page(reader, 100)))
                    .isEqualTo(database.<String>read(reader ->
                            inFile.page(reader, EVER, Optional.empty(), 100).json()));
            check(new SplittableRandom(i), "after edit " + i);
            save(1);
        }
    }

    private String page(Reader reader, int limit) {
        return faceted.page(reader, EVER, Optional.empty(), limit, FACETS, 5)
                .page()
                .json();
    }

    private Tally total() {
        return database.read(reader -> new TallyStore(reader).total(Filter.ALL));
    }
}
