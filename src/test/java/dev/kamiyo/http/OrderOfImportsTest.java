package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.source.Feed;
import dev.kamiyo.source.Fetcher;
import dev.kamiyo.source.Import;
import dev.kamiyo.source.Ingestor;
import dev.kamiyo.source.Order;
import dev.kamiyo.testing.ChildProcess;
import dev.kamiyo.testing.ImportingChild;
import dev.kamiyo.testing.OverlappingFeeds;
import dev.kamiyo.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The same feeds, decisions and corrections make the same exploits, in whatever order they come and whatever
/// interrupts them. `-Dkamiyo.orders=N` tries more orders than a build has time for.
@Timeout(600)
final class OrderOfImportsTest {
    private static final int ORDERS = Integer.getInteger("kamiyo.orders", 2);
    private static final int BEFORE_THE_KILL = 30;

    @TempDir
    private Path folder = Path.of("");

    private long seed;
    private List<Feed> feeds = List.of();

    @BeforeEach
    void make() throws IOException {
        seed = Long.getLong("kamiyo.seed", System.nanoTime());
        System.out.println("OrderOfImportsTest seed " + seed);
        feeds = OverlappingFeeds.in(Files.createDirectory(folder.resolve("payloads")), seed);
    }

    /// What a person did, once the feeds that it is about are there.
    private enum Act {
        SAME("rekt", "blocksec"),
        PARTED("defillama", "rekt"),
        CORRECTED("defillama", "rekt");

        private final String feed;
        private final String otherFeed;

        Act(String feed, String otherFeed) {
            this.feed = feed;
            this.otherFeed = otherFeed;
        }
    }

    @Test
    void anyOrderMakesTheSameExploitsAndSoDoesImportingAgain() throws Exception {
        var random = new Random(seed);
        var expected = inOrder("first", feeds, feeds);
        assertThat(expected.stream().filter(exploit -> sources(exploit) > 1))
                .as("told by several feeds")
                .hasSizeGreaterThan(15);
        assertThat(expected.stream().filter(exploit -> exploit.contains("corrected")))
                .hasSize(1);
        assertThat(expected.stream().filter(exploit -> exploit.contains(OverlappingFeeds.TWO_NAMES)))
                .as("merged by hand")
                .hasSize(1);
        for (int i = 0; i < ORDERS; i++) {
            var once = shuffled(random);
            var again = shuffled(random);
            assertThat(inOrder("order" + i, once, again))
                    .as("seed %d, order %s, then %s", seed, names(once), names(again))
                    .isEqualTo(expected);
        }
    }

    @Test
    void anImportThatIsKilledGoesOnAndMakesTheSame() throws Exception {
        var expected = inOrder("first", feeds, feeds);
        var data = Files.createDirectory(folder.resolve("killed"));
        var words = List.of(data.toString(), folder.resolve("payloads").toString());
        try (var child = ChildProcess.start(folder, ImportingChild.class, words, _ -> {})) {
            for (int i = 0; i < BEFORE_THE_KILL; i++) {
                child.next();
            }
            child.kill();
        }
        assertThat(inOrder("killed", feeds.reversed(), feeds))
                .as("seed %d", seed)
                .isEqualTo(expected);
    }

    private List<Feed> shuffled(Random random) {
        var order = new ArrayList<>(feeds);
        Collections.shuffle(order, random);
        return order;
    }

    private static List<String> names(List<Feed> order) {
        return order.stream().map(Feed::name).toList();
    }

    /// What a service tells after both rounds of imports; the second one changes nothing.
    private Set<String> inOrder(String name, List<Feed> once, List<Feed> again) throws Exception {
        try (var service = new TestService(folder.resolve(name))) {
            var ingestor = new Ingestor(
                    service.database(), new MergeStore(new ExploitStore()), new Fetcher(Limits.FEED, "kamiyo-test"));
            var acts = new ArrayList<>(List.of(Act.values()));
            for (int i = 0; i < once.size(); i++) {
                run(ingestor, once.get(i));
                var there = names(once.subList(0, i + 1));
                for (var act : List.copyOf(acts)) {
                    if (there.containsAll(List.of(act.feed, act.otherFeed))) {
                        act(service, act);
                        acts.remove(act);
                    }
                }
            }
            var before = told(service);
            for (var feed : again) {
                var counts = run(ingestor, feed).counts();
                assertThat(counts.added() + counts.changed()).as(feed.name()).isZero();
            }
            assertThat(told(service)).as("seed %d, imported again", seed).isEqualTo(before);
            return before;
        }
    }

    private static Import.Done run(Ingestor ingestor, Feed feed) {
        return switch (ingestor.run(feed, Order.newest(feed.location()), (_, _) -> {})) {
            case Import.Done done -> done;
            case Import.NotModified _, Import.Refused _, Import.Drifted _ -> throw new AssertionError(feed.name());
        };
    }

    private static void act(TestService service, Act act) throws Exception {
        var answer =
                switch (act) {
                    case SAME ->
                        service.post(
                                "/api/v1/decisions",
                                "{\"decision\":\"same\",\"reason\":\"r\",\"exploits\":[\"%s\",\"%s\"]}"
                                        .formatted(
                                                exploit(service, "rekt", OverlappingFeeds.TWO_NAMES),
                                                exploit(service, "blocksec", "Grobnik")));
                    case PARTED ->
                        service.post(
                                "/api/v1/decisions",
                                "{\"decision\":\"unmerge\",\"reason\":\"r\",\"claim\":{\"source\":\"rekt\",\"native_id\":\"wyvernal-900\"}}");
                    case CORRECTED ->
                        service.post(
                                "/api/v1/corrections",
                                "{\"exploit\":\"%s\",\"reason\":\"r\",\"fields\":{\"title\":\"corrected\"}}"
                                        .formatted(exploit(service, "defillama", OverlappingFeeds.ONE_NAME)));
                };
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String exploit(TestService service, String source, String title) {
        return service.database()
                .read(reader -> reader.text(
                        "SELECT exploit_id FROM claims WHERE source = ? AND json_extract(facts, '$.title') = ?",
                        source,
                        title))
                .orElseThrow();
    }

    private static int sources(String exploit) {
        return JsonMapper.shared().readTree(exploit).path("sources").size();
    }

    /// Every exploit as the API tells it, without its number and the times of this run; retired ids lead to one.
    private static Set<String> told(TestService service) throws Exception {
        var told = new TreeSet<String>();
        for (var id :
                service.database().read(reader -> reader.list("SELECT id FROM exploits", row -> row.getString(1)))) {
            var answer = service.get("/api/v1/exploits/" + id);
            assertThat(answer.statusCode()).as(id).isIn(200, 301);
            if (answer.statusCode() == 200) {
                told.add(timeless((ObjectNode) TestService.json(answer)).toString());
            } else {
                var location = answer.headers().firstValue("Location").orElseThrow();
                assertThat(service.get(location).statusCode()).as(location).isEqualTo(200);
            }
        }
        return told;
    }

    private static ObjectNode timeless(ObjectNode exploit) {
        exploit.remove(List.of("id", "first_seen_at", "modified_at"));
        for (JsonNode claim : (ArrayNode) exploit.get("claims")) {
            ((ObjectNode) claim).remove(List.of("first_seen_at", "modified_at"));
            if (claim.path("source").asString("").equals("correction")) {
                ((ObjectNode) claim).remove("native_id");
            }
        }
        for (var field : exploit.path("provenance")) {
            if (field instanceof ObjectNode from
                    && from.path("source").asString("").equals("correction")) {
                from.remove("native_id");
            }
        }
        return exploit;
    }
}
