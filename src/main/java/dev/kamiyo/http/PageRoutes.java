package dev.kamiyo.http;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Labelled;
import dev.kamiyo.search.HashStore;
import dev.kamiyo.search.InvalidFilterException;
import dev.kamiyo.search.ViewReader;
import dev.kamiyo.web.Assets;
import dev.kamiyo.web.Pages;
import dev.kamiyo.web.Rendered;
import dev.kamiyo.web.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The dashboard: its pages, and the files that they are made of.
final class PageRoutes {
    /// Nothing but our own files; no script or style inside a page.
    private static final String POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'";

    private final Database database;
    private final ResponseCache cache;
    private final ExploitStore exploits;
    private final Pages pages;
    private final Map<String, Response> assets = new ConcurrentHashMap<>();
    private final Assets files;
    private final ViewReader views = ViewReader.load();
    private final HashStore hashes = new HashStore();

    /// How losses over time are drawn.
    enum Scale implements Labelled {
        LINEAR,
        LOG
    }

    PageRoutes(Database database, ExploitStore exploits, Pages pages, Assets assets) {
        this.database = database;
        this.cache = new ResponseCache(database);
        this.exploits = exploits;
        this.pages = pages;
        this.files = assets;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/", this::overview, "scale"),
                Route.get("/explore", this::explore, Views.filters("sort", "order", "cursor")),
                Route.get("/exploits/{id}", this::exploit),
                Route.get("/chains/{slug}", request -> topic(Topic.CHAIN, request), "scale"),
                Route.get("/protocols/{slug}", request -> topic(Topic.PROTOCOL, request), "scale"),
                Route.get("/techniques/{slug}", request -> topic(Topic.TECHNIQUE, request), "scale"),
                Route.get("/status", _ -> status()),
                Route.get("/incidents/{id}", request -> incident(request.part("id"))),
                Route.get("/admin", Route.Access.OPEN, _ -> html(pages.admin())),
                Route.get("/assets/{name}", Route.Access.OPEN, request -> asset(request.part("name"))));
    }

    private Response overview(Request request) {
        var scale = request.choice("scale", Scale.class, Scale.LINEAR);
        return cache.get(new ResponseCache.Question("/ " + scale), () -> dated(pages.overview(scale == Scale.LOG)));
    }

    private Response topic(Topic topic, Request request) {
        var scale = request.choice("scale", Scale.class, Scale.LINEAR);
        var slug = request.part("slug");
        return cache.get(
                new ResponseCache.Question("/" + topic + " " + scale, Map.of("slug", slug)),
                () -> dated(pages.topic(topic, slug, scale == Scale.LOG)
                        .orElseThrow(() -> new ProblemException(Problem.notFound(
                                "slug", "there is no " + topic.name().toLowerCase(Locale.ROOT) + " of this name")))));
    }

    private Response explore(Request asked) {
        var request = asked.filled();
        var named = named(request);
        if (named.isPresent()) {
            return named.get();
        }
        var after = Views.cursor(request, Views.of(request, views));
        return cache.get(new ResponseCache.Question("/explore", request.query()), () -> {
            try {
                return dated(pages.explore(request.query(), after));
            } catch (InvalidFilterException e) {
                throw new ProblemException(Problem.invalidParameter(e.parameter(), e.why(), e.allowed()));
            }
        });
    }

    /// Where the words lead when they are an exploit's number, a transaction or an address: these are no words of
    /// texts, and that none is found would be taken for an all-clear.
    private Optional<Response> named(Request request) {
        var words = request.query().getOrDefault("q", "").strip();
        var id = words.toUpperCase(Locale.ROOT);
        if (ExploitId.isId(id)) {
            return Optional.of(elsewhere("/exploits/" + id));
        }
        if (!HashStore.isHash(words)) {
            return Optional.empty();
        }
        return database.read(reader -> hashes.find(reader, words)).stream()
                .map(part -> part.kind().equals("address") ? "address" : "tx")
                .max(Comparator.naturalOrder()) // a transaction says more
                .map(parameter -> {
                    var query = new TreeMap<>(request.query());
                    query.keySet().removeAll(List.of("q", "cursor"));
                    query.put(parameter, words);
                    return elsewhere("/explore" + Views.query(query));
                });
    }

    private static Response elsewhere(String url) {
        return Response.of(303, "text/plain", "it is at " + url).with("Location", url);
    }

    /// Made at most once a second, however many look.
    private Response status() {
        return cache.get(
                new ResponseCache.Question("/status"),
                () -> new ResponseCache.Dated(html(pages.status()), database.seq()));
    }

    private Response incident(String id) {
        return pages.incident(id)
                .map(PageRoutes::html)
                .orElseThrow(
                        () -> new ProblemException(Problem.notFound("there is no incident of this name; see /status")));
    }

    private Response exploit(Request request) {
        var id = Ids.parse(request.part("id"), "id");
        var successor = database.read(reader -> exploits.successor(reader, id));
        return successor
                .map(PageRoutes::moved)
                .orElseGet(() -> cache.get(
                        new ResponseCache.Question("/exploits/" + id), () -> dated(found(pages.exploit(id), id))));
    }

    private static Rendered found(Optional<Rendered> page, ExploitId id) {
        return page.orElseThrow(() -> new ProblemException(Problem.notFound("id", "there is no exploit " + id)));
    }

    private static Response moved(ExploitId successor) {
        return Response.of(301, "text/plain", "it was merged into " + successor)
                .with("Location", "/exploits/" + successor);
    }

    private static ResponseCache.Dated dated(Rendered page) {
        return new ResponseCache.Dated(html(page), page.seq());
    }

    private static Response html(Rendered page) {
        return html(page.html()).readFrom(page.origin());
    }

    /// A page.
    static Response html(String page) {
        return html(200, page);
    }

    /// A page of any status.
    static Response html(int status, String page) {
        return Response.of(status, "text/html; charset=utf-8", page)
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "same-origin");
    }

    /// Kept, so that a file is zipped once.
    private Response asset(String name) {
        var file = files.find(name)
                .orElseThrow(() -> new ProblemException(Problem.notFound("there is no file of this name")));
        return assets.computeIfAbsent(
                name,
                _ -> Response.of(200, file.type() + "; charset=utf-8", file.text())
                        .with("Cache-Control", "public, max-age=31536000, immutable")
                        .with("Vary", "Accept-Encoding"));
    }
}
