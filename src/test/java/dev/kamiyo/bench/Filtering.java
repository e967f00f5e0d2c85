package dev.kamiyo.bench;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.search.ForwardIndexStore;
import dev.kamiyo.search.InvalidFilterException;
import dev.kamiyo.search.SearchStore;
import dev.kamiyo.search.View;
import dev.kamiyo.search.ViewReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Answers that are not there from before, statistics, and what they take of memory.
final class Filtering implements Measurement {
    private static final int CONNECTIONS = 16;
    private static final int LISTS = 60_000;
    private static final double MEGABYTES_WITH_MANY = 600;
    private static final double MEGABYTES_WITH_FEW = 160;
    private static final long FEW = 10_000;

    @Override
    public List<Figure> at(Site site) throws Exception {
        var figures = new ArrayList<Figure>();
        var least = Questions.leastLosses(LISTS);
        try (var service = site.service("filters")) {
            var filters = Questions.filters(site.exploits());
            load(site, service, filters); // warm
            var any = load(site, service, filters);
            figures.add(Figure.alone(
                    "any filter, search or look-up, p99",
                    site.exploits(),
                    any.p99Millis(),
                    Unit.MILLIS,
                    Goal.atMost(10)));
            var tallies = Questions.tallies();
            load(site, service, tallies);
            figures.add(Figure.alone(
                    "statistics and facets, p99",
                    site.exploits(),
                    load(site, service, tallies).p99Millis(),
                    Unit.MILLIS,
                    Goal.atMost(20)));
            figures.add(Figure.alone(
                    "memory under this load",
                    site.exploits(),
                    service.mostResident(),
                    Unit.MEGABYTES,
                    Goal.atMost(site.exploits() <= FEW ? MEGABYTES_WITH_FEW : MEGABYTES_WITH_MANY)));
            var lists = load(
                    site,
                    service,
                    least.stream()
                            .map(loss -> Service.LIST + "&min_loss=" + loss)
                            .toList());
            figures.add(Figure.beside(
                    "the list, no answer there from before",
                    site.exploits(),
                    lists.perSecond(),
                    Unit.PER_SECOND,
                    "the same queries in a loop in the process",
                    inProcess(site, least),
                    Goal.atLeastTimes(0.5)));
        }
        return figures;
    }

    private static Wrk load(Site site, Service service, List<String> paths) throws Exception {
        return Wrk.inTurn(
                service.url(""), paths, site.folder("filters-run").resolve("paths.lua"), CONNECTIONS, site.span());
    }

    private static double inProcess(Site site, List<String> least) throws Exception {
        var reader = ViewReader.load();
        var views = new ArrayList<View>();
        for (var loss : least) {
            views.add(view(reader, loss));
        }
        try (var database = site.database("in-process")) {
            var index = new ForwardIndexStore();
            database.read(index::of); // as a service does at its start
            loop(database, index, views, site.span());
            return loop(database, index, views, site.span());
        }
    }

    private static View view(ViewReader reader, String loss) throws InvalidFilterException {
        return reader.read(Map.of("min_loss", loss));
    }

    /// On as many threads as there are cores.
    private static double loop(Database database, ForwardIndexStore index, List<View> views, Duration span)
            throws InterruptedException {
        var search = new SearchStore(new ExploitStore(), index);
        var next = new AtomicLong();
        long begin = System.nanoTime();
        long end = begin + span.toNanos();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(Thread.ofPlatform().name("bench-loop-" + i).start(() -> {
                while (System.nanoTime() < end) {
                    var view = views.get((int) (next.getAndIncrement() % views.size()));
                    database.read(reader ->
                            search.page(reader, view, Optional.empty(), 10).json());
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        return next.get() / ((System.nanoTime() - begin) / 1e9);
    }
}
