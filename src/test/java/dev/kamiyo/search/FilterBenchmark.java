package dev.kamiyo.search;

import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Severity;
import dev.kamiyo.exploit.Usd;
import dev.kamiyo.testing.ExploitGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.roaringbitmap.RoaringBitmap;

/// What a filter costs beside the exploits that are shown, with 10,000 of them in memory.
@State(Scope.Thread)
public class FilterBenchmark {
    private static final int EXPLOITS = 10_000;
    private static final Set<Facet> FACETS = Set.of(Facet.CHAIN, Facet.TECHNIQUE, Facet.SEVERITY);
    private static final Map<String, String> QUERY = Map.of("chain", "bsc,base", "min_loss", "100000", "sort", "loss");

    private final ForwardIndex index = index();
    private final ViewReader views = ViewReader.load();
    private final View view = new View(
            new Filter(
                    Map.of(Facet.CHAIN, Set.of("base", "bsc")),
                    new Usd(10_000_000),
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    null),
            Sort.LOSS,
            Order.DESC,
            List.of());

    private static ForwardIndex index() {
        var generator = new ExploitGenerator(1);
        var rows = LongStream.range(0, EXPLOITS)
                .mapToObj(number -> row(number, generator.exploit(number)))
                .toArray(Row[]::new);
        return ForwardIndex.of("0badcafe", EXPLOITS, Columns.EMPTY.with(new RoaringBitmap(), rows));
    }

    private static Row row(long number, Facts facts) {
        var words = new ArrayList<Word>();
        facts.chains().forEach(chain -> words.add(new Word(Facet.CHAIN, chain)));
        words.add(new Word(Facet.TECHNIQUE, String.valueOf(facts.technique())));
        words.add(new Word(Facet.SEVERITY, Severity.of(facts.loss()).label()));
        words.add(new Word(Facet.STATUS, facts.status().label()));
        words.add(new Word(Facet.SOURCE, "generated"));
        var occurred = facts.occurred().text();
        var loss = facts.loss();
        return new Row(
                number,
                occurred == null ? -1 : Instant.parse(occurred).getEpochSecond(),
                loss == null ? -1 : loss.cents(),
                -1,
                number,
                words,
                null);
    }

    /// The first 50 exploits of two chains over 100,000 USD, the dearest first.
    @Benchmark
    public Object page() {
        return new IndexTallies(index, _ -> null).page(view, Optional.empty(), 51);
    }

    /// The same with what each value of three facets would give.
    @Benchmark
    public Object pageAndFacets() {
        var tallies = new IndexTallies(index, _ -> null);
        return List.of(tallies.page(view, Optional.empty(), 51), tallies.facets(view.filter(), FACETS, 20));
    }

    /// The question itself, from its parameters.
    @Benchmark
    public View question() throws InvalidFilterException {
        return views.read(QUERY);
    }
}
