package dev.kamiyo.http;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.Chains;
import dev.kamiyo.exploit.Vocabulary;
import dev.kamiyo.search.Facet;
import dev.kamiyo.search.Filter;
import dev.kamiyo.search.Interval;
import dev.kamiyo.search.Tally;
import dev.kamiyo.search.TallyStore;
import dev.kamiyo.search.ViewReader;
import java.util.EnumSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Counts and sums: statistics, facets, and the chains, protocols and techniques that there are.
final class TallyRoutes {
    private static final String PROTOCOLS = "/api/v1/protocols";
    private static final int MOST = 1_000;
    private static final int DEFAULT = 100;
    private static final int TOP = 20;

    private final Database database;
    private final ResponseCache cache;
    private final TallyStore tallies = new TallyStore();
    private final ViewReader views = ViewReader.load();
    private final Chains chains = Chains.load();
    private final Vocabulary techniques = Vocabulary.techniques();

    TallyRoutes(Database database) {
        this.database = database;
        this.cache = new ResponseCache(database);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/stats", this::stats, Views.filters("interval")),
                Route.get("/api/v1/facets", this::facets, Views.filters("facet", "limit")),
                Route.get("/api/v1/chains", _ -> named("chains", Facet.CHAIN, chains.slugs(), chains::name)),
                Route.get(
                        "/api/v1/techniques",
                        _ -> named("techniques", Facet.TECHNIQUE, techniques.slugs(), techniques::name)),
                Route.get(PROTOCOLS, this::protocols, "limit", "cursor"));
    }

    private Response stats(Request request) {
        var filter = Views.filter(request, views);
        var interval = request.choice("interval", Interval.class, Interval.MONTH);
        return answer("stats " + filter + " " + interval, (reader, json) -> {
            write(tallies.total(reader, filter), json);
            list(json, "by_chain", "chain", tallies.values(reader, filter, Facet.CHAIN, MOST));
            list(json, "by_technique", "technique", tallies.values(reader, filter, Facet.TECHNIQUE, MOST));
            list(json, "by_year", "year", tallies.series(reader, filter, Interval.YEAR));
            json.put("interval", interval.label());
            list(json, "series", "from", tallies.series(reader, filter, interval));
            return json;
        });
    }

    private Response facets(Request request) {
        var filter = Views.filter(request, views);
        int most = request.number("limit", 1, MOST, TOP);
        var asked = request.choices("facet", Facet.class);
        var facets = asked.isEmpty() ? EnumSet.allOf(Facet.class) : asked;
        return answer("facets " + filter + " " + facets + " " + most, (reader, json) -> {
            for (var facet : facets) {
                list(json, facet.label(), "value", tallies.values(reader, filter.without(facet), facet, most));
            }
            return json;
        });
    }

    /// The slugs of a table and whatever else the data have, the most frequent first.
    private Response named(String path, Facet facet, List<String> slugs, Function<String, String> names) {
        return answer(path, (reader, _) -> {
            var array = JsonMapper.shared().createArrayNode();
            var found = tallies.values(reader, Filter.ALL, facet, Integer.MAX_VALUE);
            found.forEach(tally -> write(tally, named(array.addObject(), String.valueOf(tally.value()), names)));
            var there = found.stream().map(Tally::value).collect(Collectors.toSet());
            slugs.stream()
                    .filter(slug -> !there.contains(slug))
                    .forEach(slug -> write(new Tally(slug, 0, 0, 0, 0), named(array.addObject(), slug, names)));
            return array;
        });
    }

    private static ObjectNode named(ObjectNode json, String slug, Function<String, String> names) {
        return json.put("slug", slug).put("name", names.apply(slug));
    }

    private record Attacked(Tally tally, String name) {}

    private Response protocols(Request request) {
        int limit = request.number("limit", 1, MOST, DEFAULT);
        var after = Views.after(request);
        var read = database.ask(reader -> tallies.protocols(reader, after, limit + 1).stream()
                .map(tally -> new Attacked(tally, tallies.name(reader, String.valueOf(tally.value()))))
                .toList());
        return Views.page(request, PROTOCOLS, read.value(), limit, TallyRoutes::slug, TallyRoutes::write)
                .readFrom(read.origin());
    }

    private static String slug(Attacked attacked) {
        return String.valueOf(attacked.tally.value());
    }

    private static void write(Attacked attacked, ObjectNode json) {
        write(attacked.tally, json.put("slug", slug(attacked)).put("name", attacked.name));
    }

    private static void list(ObjectNode json, String member, String of, List<Tally> tallies) {
        var array = json.putArray(member);
        tallies.forEach(tally -> write(tally, array.addObject().put(of, tally.value())));
    }

    private static void write(Tally tally, ObjectNode json) {
        json.put("exploits", tally.exploits()).put("known_losses", tally.known());
        json.put("loss_usd", Tally.dollars(tally.loss()));
        json.put("recovered_usd", Tally.dollars(tally.recovered()));
        json.put("net_usd", Tally.dollars(tally.loss() - tally.recovered()));
    }

    private Response answer(String query, BiFunction<Reader, ObjectNode, JsonNode> make) {
        return cache.get(query, () -> {
            var read = database.ask(reader -> new Told(
                    make.apply(reader, JsonMapper.shared().createObjectNode()).toString(), reader.seq()));
            var told = read.value();
            return new ResponseCache.Dated(Response.json(told.json).readFrom(read.origin()), told.seq);
        });
    }

    private record Told(String json, long seq) {}
}
