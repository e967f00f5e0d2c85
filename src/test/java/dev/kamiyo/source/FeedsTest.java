package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Hosts;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FeedsTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(2), Duration.ofSeconds(30), 1 << 20, 1, Duration.ofMillis(1));
    private static final FeedSchedule.Pace SOON =
            new FeedSchedule.Pace(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(5));
    private static final Vocabularies WORDS = Vocabularies.load();
    private static final Source LLAMA = new DefiLlama(WORDS, CLOCK);
    private static final Source REKT = new RektNews(WORDS, CLOCK);

    @TempDir
    private Path folder = Path.of("");

    private Database database;
    private Ingestor ingestor;
    private ServedPages server;

    @BeforeEach
    void start() throws IOException {
        server = new ServedPages();
        open();
    }

    private void open() throws IOException {
        database = TestDatabase.open(folder, CLOCK);
        var fetcher = new Fetcher(LIMITS, new Hosts(Duration.ofMillis(1), Duration.ofMillis(1)), "test");
        ingestor = new Ingestor(database, new MergeStore(new ExploitStore()), fetcher);
    }

    @AfterEach
    void stop() {
        server.close();
        database.close();
    }

    private Feed feed(Source source, String path) {
        return new Feed(source, server.url(path), true);
    }

    private Feeds feeds(Feed... all) {
        return new Feeds(database, ingestor, CLOCK, List.of(all));
    }

    private static Import run(Feeds feeds, Feed feed) {
        return feeds.run(feed, Order.newest(feed.location()), (_, _) -> {});
    }

    private static Import run(Feeds feeds, Feed feed, boolean acceptDrift) {
        return feeds.run(feed, new Order(feed.location(), Extent.ALL, false, acceptDrift), (_, _) -> {});
    }

    @Test
    void howAFeedFaresOutlivesTheProcess() throws Exception {
        server.with("/hacks", ServedPages.llama(3, "amount"));
        var feed = feed(LLAMA, "/hacks");
        assertThat(run(feeds(feed), feed)).isInstanceOf(Import.Done.class);
        assertThat(run(feeds(feed), feed)).isInstanceOf(Import.NotModified.class);
        server.with("/hacks", "gone");
        assertThat(run(feeds(feed), feed)).isInstanceOf(Import.Refused.class);
        database.close();
        open();
        var state = feeds(feed).state(feed);
        assertThat(state.attempts()).isEqualTo(3);
        assertThat(state.successes()).isEqualTo(2);
        assertThat(state.failures()).isEqualTo(1);
        assertThat(state.records()).isEqualTo(3);
        assertThat(state.rejected()).isZero();
        assertThat(state.failure()).contains("not whole JSON");
        assertThat(state.drift()).isNull();
        assertThat(state.lastSuccess()).isNotNull();
    }

    @Test
    void anImportFromElsewhereTellsNothingOfTheFeed() {
        server.with("/mine", ServedPages.llama(3, "amount"));
        var feed = feed(LLAMA, "/hacks");
        var feeds = feeds(feed);
        assertThat(feeds.run(feed, Order.newest(server.url("/mine")), (_, _) -> {}))
                .isInstanceOf(Import.Done.class);
        assertThat(feeds.state(feed)).isEqualTo(FeedState.NEVER);
    }

    @Test
    void anImportFromElsewhereIsTheFirstOfAFeedThatIsNotScheduled() {
        server.with("/mine", ServedPages.llama(3, "amount"));
        var feed = new Feed(LLAMA, server.url("/hacks"), false);
        var feeds = feeds(feed);
        feeds.run(feed, new Order(server.url("/mine"), Extent.NEWEST, true, false), (_, _) -> {});
        feeds.run(feed, Order.newest(server.url("/gone")), (_, _) -> {});
        assertThat(feeds.state(feed)).as("nothing was taken").isEqualTo(FeedState.NEVER);
        feeds.run(feed, Order.newest(server.url("/mine")), (_, _) -> {});
        var first = feeds.state(feed).firstSuccess();
        assertThat(first).isNotNull();
        assertThat(feeds.state(feed).attempts()).isZero();
        long seq = database.seq();
        feeds.run(feed, Order.newest(server.url("/mine")), (_, _) -> {});
        assertThat(feeds.state(feed).firstSuccess()).isEqualTo(first);
        assertThat(database.seq()).as("what is the same is not written").isEqualTo(seq);
    }

    @Test
    void aFeedThatLostAThirdIsNotTakenUntilSomebodyAcceptsIt() {
        server.with("/hacks", ServedPages.llama(60, "amount"));
        var feed = feed(LLAMA, "/hacks");
        var feeds = feeds(feed);
        assertThat(run(feeds, feed, false)).isInstanceOf(Import.Done.class);
        server.with("/hacks", ServedPages.llama(41, "amount"));
        assertThat(run(feeds, feed, false)).isInstanceOf(Import.Done.class);
        server.with("/hacks", ServedPages.llama(27, "amount"));
        assertThat(run(feeds, feed, false)).isEqualTo(new Import.Drifted("it has 27 records, after 41 the last time"));
        assertThat(feeds.state(feed).drift()).contains("27 records");
        assertThat(run(feeds, feed, true)).isInstanceOf(Import.Done.class);
        assertThat(feeds.state(feed).drift()).isNull();
        assertThat(run(feeds, feed, false)).isInstanceOf(Import.Done.class);
    }

    @Test
    void aFeedWhoseFieldIsGoneIsNotTaken() {
        server.with("/hacks", ServedPages.llama(60, "amount"));
        var feed = feed(LLAMA, "/hacks");
        var feeds = feeds(feed);
        run(feeds, feed, false);
        server.with("/hacks", ServedPages.llama(60, "amount_usd"));
        assertThat(run(feeds, feed, false))
                .isEqualTo(new Import.Drifted("no record tells loss_usd any more, after 60 of 60 the last time"));
        long unknown = database.read(r -> r.number("SELECT count(*) FROM exploits WHERE loss_cents IS NULL"));
        assertThat(unknown).isZero();
    }

    @Test
    void aFeedWhoseRecordsAreAllRejectedHasDrifted() {
        server.with("/hacks", ServedPages.llama(12, "amount").replace("\"date\"", "\"day\""));
        var feed = feed(LLAMA, "/hacks");
        assertThat(run(feeds(feed), feed))
                .isInstanceOfSatisfying(
                        Import.Drifted.class,
                        drifted -> assertThat(drifted.why())
                                .startsWith("12 of 12 records are rejected; the first: date is"));
    }

    @Test
    void aFeedOfWhichMoreThanAThirdIsRejectedIsNotTakenUntilSomebodyAcceptsIt() {
        var feed = feed(LLAMA, "/hacks");
        var feeds = feeds(feed);
        server.with("/hacks", rejecting(20, 60));
        assertThat(run(feeds, feed, false)).as("a third").isInstanceOf(Import.Done.class);
        server.with("/hacks", rejecting(59, 60));
        assertThat(run(feeds, feed, false))
                .isInstanceOfSatisfying(
                        Import.Drifted.class,
                        drifted -> assertThat(drifted.why())
                                .startsWith("59 of 60 records are rejected; the first: date is"));
        server.with("/hacks", rejecting(21, 60));
        assertThat(run(feeds, feed, false)).isInstanceOf(Import.Drifted.class);
        assertThat(run(feeds, feed, true)).isInstanceOf(Import.Done.class);
        server.with("/hacks", rejecting(22, 60));
        assertThat(run(feeds, feed, false)).as("as it was accepted").isInstanceOf(Import.Done.class);
        server.with("/hacks", rejecting(59, 60));
        assertThat(run(feeds, feed, false)).isInstanceOf(Import.Drifted.class);
    }

    @Test
    void fewRejectedRecordsAreNoDrift() {
        var feed = feed(LLAMA, "/hacks");
        server.with("/hacks", rejecting(4, 5));
        assertThat(run(feeds(feed), feed, false)).isInstanceOf(Import.Done.class);
    }

    /// The first records of a list have no date.
    private static String rejecting(int rejected, int of) {
        var records = ServedPages.llama(of, "amount");
        int end = records.lastIndexOf("{", records.indexOf("\"Lumora " + rejected + "\""));
        return records.substring(0, end).replace("\"date\"", "\"day\"") + records.substring(end);
    }

    @Test
    void aHangingFeedDelaysNoOther() throws Exception {
        server.with("/hacks", ServedPages.llama(3, "amount"));
        var hangs = feed(REKT, "/hangs");
        var works = feed(LLAMA, "/hacks");
        var feeds = feeds(hangs, works);
        try (var _ = new FeedSchedule(feeds, CLOCK, SOON)) {
            Waiting.until(() -> server.asked().contains("/hangs"));
            Waiting.until(() -> feeds.state(works).nextRun() != null);
            assertThat(feeds.state(works).successes()).isEqualTo(1);
        }
        assertThat(feeds.state(hangs)).as("a stop tells nothing of the feed").isEqualTo(FeedState.NEVER);
    }

    @Test
    void aFailedFeedIsAskedAgainSoonAndAWorkingOneAtItsInterval() throws Exception {
        var feed = feed(LLAMA, "/hacks");
        var feeds = feeds(feed);
        try (var _ = new FeedSchedule(feeds, CLOCK, SOON)) {
            Waiting.until(() -> feeds.state(feed).failures() >= 3);
            server.with("/hacks", ServedPages.llama(3, "amount"));
            Waiting.until(() -> feeds.state(feed).successes() == 1);
            Waiting.until(() -> {
                var next = feeds.state(feed).nextRun();
                return next != null && next.isAfter(CLOCK.instant().plusSeconds(60));
            });
        }
        assertThat(feeds.state(feed).nextRun())
                .isBetween(CLOCK.instant().plusSeconds(60), CLOCK.instant().plus(Duration.ofMinutes(34)));
    }

    @Test
    void aRestartKeepsThePlan() throws Exception {
        server.with("/hacks", ServedPages.llama(3, "amount"));
        var feed = feed(LLAMA, "/hacks");
        var feeds = feeds(feed);
        feeds.next(feed, CLOCK.instant().plusSeconds(3_000));
        server.with("/other", RektNewsTest.page("[" + RektNewsTest.SOUND + "]"));
        var other = feed(REKT, "/other");
        var both = feeds(feed, other);
        try (var _ = new FeedSchedule(both, CLOCK, SOON)) {
            Waiting.until(() -> both.state(other).successes() == 1);
        }
        assertThat(server.asked()).doesNotContain("/hacks");
    }

    @Test
    void aPlanOfAClockThatWasAheadIsMadeAnew() throws Exception {
        server.with("/hacks", ServedPages.llama(3, "amount"));
        var feed = feed(LLAMA, "/hacks");
        var feeds = feeds(feed);
        feeds.next(feed, CLOCK.instant().plus(Duration.ofDays(400)));
        try (var _ = new FeedSchedule(feeds, CLOCK, SOON)) {
            Waiting.until(() -> feeds.state(feed).successes() == 1);
        }
    }

    @Test
    void aFeedThatIsNotScheduledIsLeftAlone() throws Exception {
        server.with("/other", RektNewsTest.page("[" + RektNewsTest.SOUND + "]"));
        var off = new Feed(LLAMA, server.url("/hacks"), false);
        var on = feed(REKT, "/other");
        var feeds = feeds(off, on);
        try (var _ = new FeedSchedule(feeds, CLOCK, SOON)) {
            Waiting.until(() -> feeds.state(on).successes() == 1);
        }
        assertThat(server.asked()).containsExactly("/other");
    }

    @Test
    void aFeedThatIsNotReadForLongIsStaleAndOneThatLooksOtherIsDriftingUntilItIsReadAgain() throws Exception {
        var now = new AtomicReference<>(CLOCK.instant());
        InstantSource time = now::get;
        server.with("/hacks", ServedPages.llama(60, "amount"));
        var feed = feed(LLAMA, "/hacks");
        var off = new Feed(REKT, server.url("/off"), false);
        var feeds = new Feeds(database, ingestor, time.withZone(ZoneOffset.UTC), List.of(feed, off));
        assertThat(feeds.troubles()).as("nobody asked yet").isEmpty();
        run(feeds, feed);
        var first = now.get();
        server.with("/hacks", "gone");
        for (int i = 0; i < 3; i++) {
            run(feeds, feed);
        }
        assertThat(feeds.troubles()).as("it fails, and not for long").isEmpty();
        now.set(first.plus(FeedTrouble.SHORTEST).plusSeconds(1));
        var stale = new FeedTrouble.Stale("defillama", Optional.of(first.truncatedTo(ChronoUnit.SECONDS)));
        assertThat(feeds.troubles())
                .usingRecursiveComparison()
                .ignoringFields("lastSuccess")
                .isEqualTo(List.of(stale));
        var again = new Feeds(database, ingestor, time.withZone(ZoneOffset.UTC), List.of(feed, off));
        assertThat(again.troubles()).as("after a restart").containsExactly(stale);
        server.with("/hacks", ServedPages.llama(27, "amount"));
        run(again, feed);
        assertThat(again.troubles())
                .containsExactly(new FeedTrouble.Drifting("defillama", "it has 27 records, after 60 the last time"));
        database.close();
        assertThat(again.troubles()).as("without the data").hasSize(1);
        open();
        var last = new Feeds(database, ingestor, time.withZone(ZoneOffset.UTC), List.of(feed, off));
        run(last, feed, true);
        assertThat(last.troubles()).isEmpty();
    }

    @Test
    void aServiceThatWasOffForLongDoesNotCallItsFeedsStale() {
        var before = CLOCK.instant().minus(Duration.ofDays(9));
        var state = new FeedState(1, 1, 0, before, before, before, null, null, 1, 0, null, null, null);
        var feed = feed(LLAMA, "/hacks");
        var began = CLOCK.instant();
        assertThat(FeedTrouble.of(feed, state, began, began.plusSeconds(60))).isEmpty();
        assertThat(FeedTrouble.of(feed, state, began, began.plus(Duration.ofHours(7))))
                .isPresent();
        assertThat(FeedTrouble.of(feed, FeedState.NEVER, began, began.plusSeconds(60)))
                .isEmpty();
        assertThat(FeedTrouble.of(feed, FeedState.NEVER, began, began.plus(Duration.ofHours(7))))
                .contains(new FeedTrouble.Stale("defillama", Optional.empty()));
    }
}
