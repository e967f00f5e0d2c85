package dev.kamiyo.http;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Read;
import dev.kamiyo.exploit.Chains;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Vocabulary;
import dev.kamiyo.search.AsOf;
import dev.kamiyo.search.Facet;
import dev.kamiyo.search.Filter;
import dev.kamiyo.search.ForwardIndexStore;
import dev.kamiyo.search.Interval;
import dev.kamiyo.search.Past;
import dev.kamiyo.search.Tallies;
import dev.kamiyo.search.Tally;
import dev.kamiyo.search.ViewReader;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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
    private final ForwardIndexStore index;
    private final Past past;
    private final LastModified modified;
    private final ExploitStore exploits = new ExploitStore();
    private final ViewReader views = ViewReader.load();
    private final Chains chains = Chains.load();
    private final Vocabulary techniques = Vocabulary.techniques();

    TallyRoutes(Database database, ForwardIndexStore index, Past past, LastModified modified) {
        this.database = database;
        this.index = index;
        this.past = past;
        this.modified = modified;
        this.cache = new ResponseCache(database);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/stats", this::stats, Views.filters("interval", "as_of")),
                Route.get("/api/v1/facets", this::facets, Views.filters("facet", "limit", "as_of")),
                Route.get("/api/v1/chains", _ -> named("chains", Facet.CHAIN, chains.slugs(), chains::name)),
                Route.get(
                        "/api/v1/techniques",
                        _ -> named("techniques", Facet.TECHNIQUE, techniques.slugs(), techniques::name)),
                Route.get(PROTOCOLS, this::protocols, "limit", "cursor"));
    }

    private Response stats(Request request) {
        var filter = Views.filter(request, views);
        var interval = request.choice("interval", Interval.class, Interval.MONTH);
        return answer("stats " + filter + " " + interval, Views.asOf(request, past), (known, json) -> {
            write(known.total(filter), json);
            list(json, "by_chain", "chain", known.values(filter, Facet.CHAIN, MOST));
            list(json, "by_technique", "technique", known.values(filter, Facet.TECHNIQUE, MOST));
            list(json, "by_year", "year", known.series(filter, Interval.YEAR));
            json.put("interval", interval.label());
            list(json, "series", "from", known.series(filter, interval));
            return json;
        });
    }

    private Response facets(Request request) {
        var filter = Views.filter(request, views);
        int most = request.number("limit", 1, MOST, TOP);
        var asked = request.choices("facet", Facet.class);
        var facets = asked.isEmpty() ? EnumSet.allOf(Facet.class) : asked;
        return answer("facets " + filter + " " + facets + " " + most, Views.asOf(request, past), (known, json) -> {
            known.facets(filter, facets, most).forEach((facet, tallies) -> list(json, facet.label(), "value", tallies));
            return json;
        });
    }

    /// The slugs of a table and whatever else the data have, the most frequent first.
    private Response named(String path, Facet facet, List<String> slugs, Function<String, String> names) {
        return answer(path, Optional.empty(), (known, _) -> {
            var array = JsonMapper.shared().createArrayNode();
            var found = known.values(Filter.ALL, facet, Integer.MAX_VALUE);
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
        var attacked =
                database.read(reader -> index.of(reader).values(Filter.ALL, Facet.PROTOCOL, Integer.MAX_VALUE).stream()
                        .filter(tally -> slug(tally).compareTo(after) > 0)
                        .sorted(Comparator.comparing(TallyRoutes::slug))
                        .limit(limit + 1L)
                        .map(tally -> new Attacked(
                                tally, exploits.protocol(reader, slug(tally)).orElse(slug(tally))))
                        .toList());
        return Views.page(request, PROTOCOLS, attacked, limit, one -> slug(one.tally), TallyRoutes::write);
    }

    private static String slug(Tally tally) {
        return String.valueOf(tally.value());
    }

    private static void write(Attacked attacked, ObjectNode json) {
        write(attacked.tally, json.put("slug", slug(attacked.tally)).put("name", attacked.name));
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

    /// Counts of what is known now, or of what was known then.
    private Response answer(String query, Optional<Read<AsOf>> asOf, BiFunction<Tallies, ObjectNode, JsonNode> make) {
        return cache.get(
                new ResponseCache.Question(query + " " + asOf.map(Read::value)),
                () -> asOf.map(write -> was(write, make)).orElseGet(() -> is(make)));
    }

    private ResponseCache.Dated is(BiFunction<Tallies, ObjectNode, JsonNode> make) {
        var read = database.ask(reader -> new Told(text(make, index.of(reader)), reader.seq(), reader.writtenAt()));
        var told = read.value();
        var answer = Response.json(told.json).readFrom(read.origin());
        return new ResponseCache.Dated(modified.on(answer, told.at), told.seq);
    }

    private ResponseCache.Dated was(Read<AsOf> asOf, BiFunction<Tallies, ObjectNode, JsonNode> make) {
        var head = database.head();
        var answer = Response.json(text(make, past.tallies(asOf.value())))
                .asOf(asOf.value())
                .readFrom(asOf.origin());
        return new ResponseCache.Dated(modified.on(answer, head.at()), head.seq());
    }

    private static String text(BiFunction<Tallies, ObjectNode, JsonNode> make, Tallies known) {
        return make.apply(known, JsonMapper.shared().createObjectNode()).toString();
    }

    private record Told(String json, long seq, Instant at) {}
}
