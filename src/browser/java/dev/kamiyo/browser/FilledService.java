package dev.kamiyo.browser;

import dev.kamiyo.db.Role;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.InvalidExploitException;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.source.Catalogue;
import dev.kamiyo.source.Fetcher;
import dev.kamiyo.source.Ingestor;
import dev.kamiyo.source.Vocabularies;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A service that has lived a little: the starter catalogue, feeds that agree and disagree on its largest exploits, a
/// backup, and an incident that is over.
final class FilledService implements AutoCloseable {
    private static final List<String> FEEDS = List.of("defillama", "slowmist", "rekt");
    private static final List<String> MEMBERS = List.of(
            "title",
            "protocol",
            "chains",
            "occurred_at",
            "loss_usd",
            "technique",
            "target",
            "transactions",
            "references");

    private final TestService service;
    private final Path folder;

    /// Starts it in a folder of its own.
    static FilledService start() {
        try {
            return new FilledService(Files.createTempDirectory("kamiyo-browser"));
        } catch (Exception e) {
            throw new IllegalStateException("the service does not start", e);
        }
    }

    private FilledService(Path folder) throws Exception {
        this.folder = folder;
        service = new TestService(folder);
        var words = Vocabularies.load();
        var merges = new MergeStore(new ExploitStore());
        new Catalogue(words)
                .loadInto(
                        service.database(),
                        new Ingestor(service.database(), merges, new Fetcher(Limits.FEED, "kamiyo-test")));
        var parser = new ExploitJson(words.chains(), words.techniques(), words.targets(), Clock.systemUTC());
        var largest = TestService.json(service.get("/api/v1/exploits?sort=loss&limit=60"));
        for (int i = 0; i < largest.size(); i++) {
            for (int feed = 0; feed < FEEDS.size() && (i + feed) % 4 != 3; feed++) {
                service.database().write(merges.saving(claim(parser, largest.get(i), FEEDS.get(feed), i + feed)));
            }
        }
        service.backups().make(service.database());
    }

    /// What a feed says of an exploit that the catalogue has; some say it a little differently.
    private static Claim claim(ExploitJson parser, JsonNode known, String feed, int which)
            throws InvalidExploitException {
        var said = JsonMapper.shared().createObjectNode();
        for (var member : MEMBERS) {
            var value = known.path(member);
            if (!value.isMissingNode() && !value.isNull() && !(value.isContainer() && value.isEmpty())) {
                said.set(member, value);
            }
        }
        if (known.path("protocol") instanceof ObjectNode protocol) {
            said.put("protocol", protocol.path("name").asString(""));
        }
        said.put("occurred_at", known.path("occurred_at").asString("").substring(0, 10));
        if (which % 3 == 1) {
            said.put("loss_usd", known.path("loss_usd").asLong() / 20 * 18);
        }
        if (which % 5 == 2) {
            said.put("technique", "access-control");
        }
        var id = known.path("id").asString("");
        return new Claim(feed, id, "https://" + feed + ".example/" + id, parser.read(said), said.toString());
    }

    /// Has the file of the primary deleted, and waits until that is over.
    ///
    /// @return the id of the incident
    String harmed() throws Exception {
        int before = incidents().size();
        Files.delete(primary());
        Waiting.until(() -> incidents().size() > before
                && incidents().path(0).path("state").asString("").equals("closed"));
        return incidents().path(0).path("id").stringValue();
    }

    private JsonNode incidents() throws Exception {
        return TestService.json(service.get("/api/v1/incidents")).path("incidents");
    }

    /// The id of the exploit with the nth largest loss, from 0.
    String exploit(int nth) throws Exception {
        return TestService.json(service.get("/api/v1/exploits?sort=loss&limit=" + (nth + 1)))
                .get(nth)
                .get("id")
                .stringValue();
    }

    /// The slug of the protocol with the largest loss.
    String protocol() throws Exception {
        return TestService.json(service.get("/api/v1/exploits?sort=loss&limit=1"))
                .at("/0/protocol/slug")
                .stringValue();
    }

    /// Tells of an exploit as a program of a team does.
    void arrives(String protocol) throws Exception {
        var answer = service.post(
                "/api/v1/exploits",
                "{\"protocol\":\"" + protocol + "\",\"occurred_at\":\"2026-11-24\",\"loss_usd\":1234567,"
                        + "\"chains\":[\"ethereum\"]}");
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.body());
        }
    }

    /// Has somebody who may only write ask that two exploits are one, and that a loss is corrected.
    void asks() throws Exception {
        asks(exploit(3), exploit(4));
    }

    /// The same of these two.
    void asks(String one, String other) throws Exception {
        var made = TestService.json(service.post("/api/v1/keys", "{\"name\":\"analyst\",\"role\":\"write\"}"));
        var writer = "Bearer " + made.path("key").asString("");
        ask(
                writer,
                "/api/v1/decisions",
                "{\"decision\":\"same\",\"exploits\":[\"" + one + "\",\"" + other
                        + "\"],\"reason\":\"the same attacker, one day apart\"}");
        ask(
                writer,
                "/api/v1/corrections",
                "{\"exploit\":\"" + exploit(2)
                        + "\",\"fields\":{\"recovered_usd\":5000000},\"reason\":\"the team's post-mortem says so\"}");
    }

    private void ask(String writer, String path, String body) throws Exception {
        var answer = service.send(HttpRequest.newBuilder(service.uri(path))
                .header("Authorization", writer)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.body());
        }
    }

    /// The file of the primary.
    Path primary() {
        return folder.resolve("kamiyo.db");
    }

    boolean isWhole() {
        return service.database().copy(Role.PRIMARY).inService();
    }

    TestService service() {
        return service;
    }

    URI home() {
        return service.uri("/");
    }

    @Override
    public void close() throws IOException {
        service.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
