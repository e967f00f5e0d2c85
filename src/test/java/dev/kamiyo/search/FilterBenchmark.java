package dev.kamiyo.search;

import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Severity;
import dev.kamiyo.exploit.Usd;
import dev.kamiyo.search.ForwardIndex.Row;
import dev.kamiyo.search.ForwardIndex.Word;
import dev.kamiyo.testing.ExploitGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a filter costs beside the exploits that are shown, with 10,000 of them in memory.
@State(Scope.Thread)
public class FilterBenchmark {
    private static final int EXPLOITS = 10_000;
    private static final List<Facet> FACETS = List.of(Facet.CHAIN, Facet.TECHNIQUE, Facet.SEVERITY);
    private static final Map<String, String> QUERY = Map.of("chain", "bsc,base", "min_loss", "100000", "sort", "loss");

    private final List<Word> names = new ArrayList<>();
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

    private ForwardIndex index() {
        var generator = new ExploitGenerator(1);
        var rows = new Row[EXPLOITS];
        for (int i = 0; i < EXPLOITS; i++) {
            rows[i] = row(i, generator.exploit(i));
        }
        return new ForwardIndex("0badcafe", EXPLOITS, rows, names);
    }

    private Row row(long number, Facts facts) {
        var words = new ArrayList<Integer>();
        facts.chains().forEach(chain -> words.add(id(Facet.CHAIN, chain)));
        words.add(id(Facet.TECHNIQUE, String.valueOf(facts.technique())));
        words.add(id(Facet.SEVERITY, Severity.of(facts.loss()).label()));
        words.add(id(Facet.STATUS, facts.status().label()));
        words.add(id(Facet.SOURCE, "generated"));
        var occurred = facts.occurred().text();
        var loss = facts.loss();
        return new Row(
                number,
                occurred == null ? -1 : Instant.parse(occurred).getEpochSecond(),
                loss == null ? -1 : loss.cents(),
                -1,
                number,
                words.stream().mapToInt(Integer::intValue).toArray(),
                null);
    }

    private int id(Facet facet, String value) {
        var word = new Word(facet, value);
        if (!names.contains(word)) {
            names.add(word);
        }
        return names.indexOf(word);
    }

    /// The first 50 exploits of two chains over 100,000 USD, the dearest first.
    @Benchmark
    public Object page() {
        var page = new PageOfIndex(view, Optional.empty(), 51);
        index.passing(view.filter(), null, page);
        return page.rows();
    }

    /// The same with what each value of three facets would give.
    @Benchmark
    public Object pageAndFacets() {
        var page = new PageOfIndex(view, Optional.empty(), 51);
        return index.count(view.filter(), null, FACETS, 20, page);
    }

    /// The question itself, from its parameters.
    @Benchmark
    public View question() throws InvalidFilterException {
        return views.read(QUERY);
    }
}
