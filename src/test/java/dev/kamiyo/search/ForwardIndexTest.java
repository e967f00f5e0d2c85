package dev.kamiyo.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.Usd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Columns and what has changed since are together what a plain look at each exploit finds, however many changes there
/// were and whenever the columns were made anew.
final class ForwardIndexTest {
    private static final List<String> CHAINS = List.of("ethereum", "bsc", "base");
    private static final List<String> PROTOCOLS = List.of("alpha", "beta", "gamma", "delta");

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final TreeMap<Long, Row> model = new TreeMap<>();

    private Row row(long number) {
        var words = new ArrayList<Word>();
        CHAINS.stream().filter(_ -> random.nextInt(3) == 0).forEach(chain -> words.add(new Word(Facet.CHAIN, chain)));
        words.add(new Word(Facet.SEVERITY, random.nextBoolean() ? "high" : "low"));
        return new Row(
                number,
                random.nextInt(9) == 0 ? -1 : random.nextLong(40) * 40_000,
                random.nextInt(7) == 0 ? -1 : random.nextLong(50),
                random.nextInt(-1, 9),
                random.nextLong(60),
                words,
                random.nextInt(5) == 0 ? null : PROTOCOLS.get(random.nextInt(PROTOCOLS.size())));
    }

    /// As ids make them, of years that are near and far.
    private static long number(long n) {
        return (2_009 + n % 3 * 3_995) * 1_000_000_000 + n;
    }

    private ForwardIndex changed(ForwardIndex index, int changes) {
        var numbers = new TreeSet<Long>();
        var rows = new ArrayList<Row>();
        while (numbers.size() < changes) {
            numbers.add(number(random.nextLong(3_000)));
        }
        for (long number : numbers) {
            if (random.nextInt(6) == 0) {
                model.remove(number);
            } else {
                model.put(number, row(number));
                rows.add(model.get(number));
            }
        }
        return index.at(index.seq() + 1, List.copyOf(numbers), rows);
    }

    private Filter filter() {
        var values = new EnumMap<Facet, Set<String>>(Facet.class);
        if (random.nextBoolean()) {
            values.put(Facet.CHAIN, random.nextBoolean() ? Set.of("bsc") : Set.of("base", "bsc", "nowhere"));
        }
        if (random.nextInt(3) == 0) {
            values.put(Facet.SEVERITY, Set.of("high"));
        }
        if (random.nextInt(4) == 0) {
            values.put(Facet.PROTOCOL, Set.of("beta", "nobody"));
        }
        return new Filter(
                values,
                random.nextInt(4) == 0 ? new Usd(random.nextLong(1, 30)) : null,
                random.nextInt(4) == 0 ? new Usd(random.nextLong(20, 60)) : null,
                random.nextInt(4) == 0 ? random.nextLong(800_000) : null,
                random.nextInt(4) == 0 ? random.nextLong(800_000, 1_700_000) : null,
                random.nextInt(5) == 0 ? random.nextLong(60) : null,
                List.of(),
                List.of(),
                null);
    }

    private List<Row> passing(Filter filter, Predicate<Row> among) {
        var bounds = Bounds.of(filter);
        return model.values().stream()
                .filter(row -> bounds.hold(row) && among.test(row))
                .filter(row -> filter.values().entrySet().stream()
                        .allMatch(asked -> values(row, asked.getKey()).stream().anyMatch(asked.getValue()::contains)))
                .toList();
    }

    private static List<String> values(Row row, Facet facet) {
        return facet == Facet.PROTOCOL
                ? Optional.ofNullable(row.protocol()).stream().toList()
                : row.words().stream()
                        .filter(word -> word.facet() == facet)
                        .map(Word::value)
                        .toList();
    }

    private static Tally tally(String value, List<Row> rows) {
        var sum = new Sum();
        rows.forEach(sum::add);
        return sum.of(value);
    }

    private List<Tally> counted(Filter filter, Facet facet, int most) {
        var rows = new HashMap<String, List<Row>>();
        for (var row : passing(filter, _ -> true)) {
            values(row, facet)
                    .forEach(value ->
                            rows.computeIfAbsent(value, _ -> new ArrayList<>()).add(row));
        }
        return rows.entrySet().stream()
                .map(entry -> tally(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Tally::exploits)
                        .reversed()
                        .thenComparing(tally -> String.valueOf(tally.value())))
                .limit(most)
                .toList();
    }

    private static Comparator<Row> order(Sort sort, Order order) {
        var rising = Comparator.<Row>comparingLong(row -> row.value(sort)).thenComparingLong(Row::number);
        return Comparator.<Row, Boolean>comparing(row -> row.value(sort) < 0)
                .thenComparing(order == Order.ASC ? rising : rising.reversed());
    }

    private void check(ForwardIndex index, String when) {
        var filter = filter();
        var known = new IndexTallies(index, _ -> null);
        var passing = passing(filter, _ -> true);
        assertThat(known.size(filter)).as("%s: %s", when, filter).isEqualTo(passing.size());
        var sums = new Sum();
        passing.forEach(sums::add);
        assertThat(known.total(filter)).as("%s: %s", when, filter).isEqualTo(sums.of(null));
        for (var facet : EnumSet.of(Facet.CHAIN, Facet.SEVERITY, Facet.PROTOCOL)) {
            assertThat(known.values(filter, facet, 3))
                    .as("%s: %s of %s", when, facet, filter)
                    .isEqualTo(counted(filter, facet, 3));
        }
        for (var sort : Sort.values()) {
            for (var order : Order.values()) {
                var view = new View(filter, sort, order, List.of());
                assertThat(walked(known, view))
                        .as("%s: %s", when, view)
                        .isEqualTo(passing.stream()
                                .sorted(order(sort, order))
                                .map(Row::number)
                                .toList());
            }
        }
        var some = model.keySet().stream().filter(number -> number % 3 == 0).toList();
        var among = some.stream().mapToLong(Long::longValue).toArray();
        assertThat(new IndexTallies(index, _ -> index.among(among)).size(filter))
                .as("%s: %s, among some", when, filter)
                .isEqualTo(passing(filter, row -> row.number() % 3 == 0).size());
    }

    /// All pages, one behind the other.
    private static List<Long> walked(IndexTallies known, View view) {
        var all = new ArrayList<Long>();
        var after = Optional.<Cursor>empty();
        while (true) {
            var page = known.page(view, after, 211);
            page.forEach(place -> all.add(place.number()));
            if (page.size() < 211) {
                return all;
            }
            var last = page.getLast();
            after = Optional.of(new Cursor(view.sort(), view.order(), last.value(), last.number()));
        }
    }

    @Test
    void whatItFindsIsWhatALookAtEachExploitFinds() {
        var index = ForwardIndex.of("0badcafe", 0, Columns.EMPTY);
        var made = new ArrayList<Columns>();
        int mostBeside = 0;
        check(index, "empty, seed " + seed);
        for (int i = 0; i < 120; i++) {
            index = changed(index, i % 17 == 0 ? 300 : random.nextInt(1, 40));
            if (!made.contains(index.columns())) {
                made.add(index.columns());
            }
            mostBeside = Math.max(mostBeside, index.recent().length);
            check(index, "after change " + i + ", seed " + seed);
        }
        assertThat(made).as("columns").hasSizeGreaterThan(3);
        assertThat(mostBeside).as("rows beside them").isGreaterThan(100);
    }

    @Test
    void daysOfTheColumnsAndOfWhatChangedSinceAreOneSeries() {
        var index = ForwardIndex.of("0badcafe", 0, Columns.EMPTY);
        index = changed(index, 700);
        index = changed(index, 90);
        var byDay = new TreeMap<String, List<Row>>();
        for (var row : model.values()) {
            byDay.computeIfAbsent(
                            Optional.ofNullable(Interval.DAY.part(row.occurred()))
                                    .orElse(""),
                            _ -> new ArrayList<>())
                    .add(row);
        }
        Map<String, Tally> found = new TreeMap<>();
        for (var tally : new IndexTallies(index, _ -> null).series(Filter.ALL, Interval.DAY)) {
            found.put(Optional.ofNullable(tally.value()).orElse(""), tally);
        }
        assertThat(found.keySet()).isEqualTo(byDay.keySet());
        byDay.forEach((day, rows) -> {
            var sum = new Sum();
            rows.forEach(sum::add);
            assertThat(found.get(day)).as(day).isEqualTo(sum.of(day.isEmpty() ? null : day));
        });
    }
}
