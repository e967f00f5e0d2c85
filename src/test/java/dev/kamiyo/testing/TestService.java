package dev.kamiyo.testing;

import dev.kamiyo.access.Keyring;
import dev.kamiyo.alert.Alerts;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.drill.Drills;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.guardian.Guardian;
import dev.kamiyo.guardian.IncidentListener;
import dev.kamiyo.guardian.Warnings;
import dev.kamiyo.http.AccessPolicy;
import dev.kamiyo.http.HttpServer;
import dev.kamiyo.http.Routes;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.search.ForwardIndexStore;
import dev.kamiyo.source.DefiLlama;
import dev.kamiyo.source.Feed;
import dev.kamiyo.source.Feeds;
import dev.kamiyo.source.Fetcher;
import dev.kamiyo.source.Ingestor;
import dev.kamiyo.source.OwnFile;
import dev.kamiyo.source.Vocabularies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A service on a free port of this machine, without the starter catalogue, and a client for it.
public final class TestService implements AutoCloseable {
    private static final int STREAM_CLIENTS = 2_000;

    private final Database database;
    private final BackupStore backups;
    private final Guardian guardian;
    private final Alerts alerts;
    private final Drills drills;
    private final Restore restore;
    private final Feeds feeds;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Routes routes;
    private final String key;

    /// Starts it.
    ///
    /// @param folder an empty or used data folder
    public TestService(Path folder) throws IOException {
        this(folder, AccessPolicy.DEFAULT);
    }

    /// Starts it for callers of whom more is asked.
    public TestService(Path folder, AccessPolicy policy) throws IOException {
        this(
                folder,
                (routes, socket) -> HttpServer.start(routes, socket, new HttpServer.Listen("127.0.0.1", 0, policy)));
    }

    /// Starts the server in its own way.
    @FunctionalInterface
    public interface Starting {
        /// @param socket where the local socket belongs
        HttpServer start(Routes routes, Path socket) throws IOException;
    }

    /// Starts it with a server that is started in its own way.
    public TestService(Path folder, Starting starting) throws IOException {
        this(folder, starting, Clock.systemUTC());
    }

    /// Starts it with a clock of the test's own.
    public TestService(Path folder, Clock clock) throws IOException {
        this(
                folder,
                (routes, socket) ->
                        HttpServer.start(routes, socket, new HttpServer.Listen("127.0.0.1", 0, AccessPolicy.DEFAULT)),
                clock);
    }

    private TestService(Path folder, Starting starting, Clock clock) throws IOException {
        backups = new BackupStore(folder.resolve("backups"), Optional.empty(), clock, BackupStore.Retention.DEFAULT);
        Files.createDirectories(TestDatabase.folders(folder).run());
        database = Database.open(TestDatabase.folders(folder), clock, backups, Watcher.NONE);
        var exploits = new ExploitStore();
        var merges = new MergeStore(exploits);
        var words = Vocabularies.load();
        var keys = new Keyring(database, clock);
        key = "a key of this very test";
        keys.set(key);
        guardian = new Guardian(database, clock, List::of, IncidentListener.NONE);
        alerts = new Alerts(database, folder.resolve("alerts.key"), Set.of("127.0.0.1"), clock, "kamiyo-test");
        drills = new Drills(database, clock);
        restore = new Restore(backups, database);
        feeds = new Feeds(
                database,
                new Ingestor(database, merges, new Fetcher(Limits.FEED, "kamiyo-test")),
                clock,
                List.of(
                        new Feed(
                                new DefiLlama(words, clock),
                                folder.resolve("defillama.json").toString(),
                                true),
                        new Feed(
                                new OwnFile(words, clock),
                                folder.resolve("own.json").toString(),
                                false)));
        routes = Routes.of(new Routes.Parts(
                database,
                exploits,
                merges,
                new ForwardIndexStore(),
                new ExploitJson(words.chains(), words.techniques(), words.targets(), clock),
                keys,
                guardian,
                Warnings.of(database, backups, List::of, clock),
                feeds,
                backups,
                restore,
                alerts,
                drills,
                clock,
                STREAM_CLIENTS));
        server = starting.start(routes, folder.resolve("s"));
    }

    /// The data behind it.
    public Database database() {
        return database;
    }

    /// Its backups; none is made on schedule.
    public BackupStore backups() {
        return backups;
    }

    /// Its restores.
    public Restore restore() {
        return restore;
    }

    /// Its feeds, which nobody fetches: DefiLlama, scheduled, in `defillama.json` of the folder, and an own file.
    public Feeds feeds() {
        return feeds;
    }

    /// The admin key.
    public String key() {
        return key;
    }

    /// Its alerts, which nobody sends.
    public Alerts alerts() {
        return alerts;
    }

    /// Its route table.
    public Routes routes() {
        return routes;
    }

    /// Its routes as text: method and template.
    public List<String> routeNames() {
        return routes.names();
    }

    /// A URL of it.
    public URI uri(String path) {
        return URI.create(server.url() + path);
    }

    /// GET.
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    /// POST as the admin.
    public HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", authorization())
                .POST(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /// The header `Authorization` of the admin.
    public String authorization() {
        return "Bearer " + key;
    }

    /// Any request.
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), TestService::body);
    }

    /// A stream has no end: of it only the headers are read.
    private static BodySubscriber<String> body(ResponseInfo head) {
        boolean endless = head.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        return endless ? new NotRead() : BodyHandlers.ofString().apply(head);
    }

    private static final class NotRead implements BodySubscriber<String> {
        @Override
        public CompletionStage<String> getBody() {
            return CompletableFuture.completedStage("");
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> item) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }

    /// A body as JSON.
    public static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        drills.close();
        guardian.close();
        alerts.close();
        database.close();
    }
}
