package dev.kamiyo.http;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.AddressRole;
import dev.kamiyo.exploit.Labelled;
import dev.kamiyo.search.Facet;
import dev.kamiyo.search.HashStore;
import dev.kamiyo.search.ViewReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Whether a transaction or an address was part of an exploit, and as what.
final class LookupRoutes {
    private static final String ADDRESSES = "/api/v1/addresses";
    private static final int AT_ONCE = 1_000;
    private static final int MOST = 1_000;
    private static final int DEFAULT = 100;

    private final Database database;
    private final HashStore hashes = new HashStore();
    private final ViewReader views = ViewReader.load();

    LookupRoutes(Database database) {
        this.database = database;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/lookup/{hash}", this::one),
                Route.post("/api/v1/lookup", Route.Access.READ, this::many),
                Route.get(ADDRESSES, this::addresses, "chain", "role", "limit", "cursor"));
    }

    private Response one(Request request) {
        var hash = request.part("hash");
        if (!HashStore.isHash(hash)) {
            throw new ProblemException(Problem.invalidParameter("hash", form("hash")));
        }
        return Response.json(database.read(reader -> found(reader, hash)).toString());
    }

    private static String form(String name) {
        return name + " is a whole hash or address: 20 to 128 letters, digits, and any of : _ . -";
    }

    private Response many(Request request) {
        var values = Body.of(request, "values").texts("values", 1, AT_ONCE);
        for (int i = 0; i < values.size(); i++) {
            if (!HashStore.isHash(values.get(i))) {
                throw new ProblemException(Problem.invalidBody("values[" + i + "]", form("a value"), null));
            }
        }
        var found = database.read(reader -> {
            var array = JsonMapper.shared().createArrayNode();
            values.forEach(value -> array.add(found(reader, value)));
            return array.toString();
        });
        return Response.json(found);
    }

    private ObjectNode found(Reader reader, String hash) {
        var json = JsonMapper.shared().createObjectNode().put("value", hash);
        var parts = hashes.find(reader, hash);
        json.put("found", !parts.isEmpty());
        var array = json.putArray("matches");
        for (var part : parts) {
            var match = array.addObject();
            match.put("kind", part.kind()).put("chain", part.chain()).put("role", part.role());
            match.set("exploit", JsonMapper.shared().readTree(part.exploit()));
        }
        return json;
    }

    private Response addresses(Request request) {
        int limit = request.number("limit", 1, MOST, DEFAULT);
        var chains = Views.filter(request.only("chain"), views).values().getOrDefault(Facet.CHAIN, Set.of());
        var roles = request.choices("role", AddressRole.class).stream()
                .map(Labelled::label)
                .collect(Collectors.toSet());
        var after = Views.after(request);
        var found = database.read(reader -> hashes.addresses(reader, chains, roles, after, limit + 1));
        return Views.page(request, ADDRESSES, found, limit, HashStore.Known::address, LookupRoutes::write);
    }

    private static void write(HashStore.Known known, ObjectNode json) {
        json.put("address", known.address());
        json.set("seen", JsonMapper.shared().readTree(known.seen()));
    }
}
