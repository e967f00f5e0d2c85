package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.net.Hosts;
import dev.kamiyo.net.Outgoing.Limits;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class PagesTest {
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), 1 << 20, 1, Duration.ofMillis(1));
    private static final SlowMist FEED = new SlowMist(Vocabularies.load(), Clock.systemUTC());

    private final Fetcher fetcher = new Fetcher(LIMITS, new Hosts(Duration.ofMillis(1), Duration.ofMinutes(1)), "test");
    private final List<Integer> heard = new ArrayList<>();
    private ServedPages server;

    @BeforeEach
    void start() throws IOException {
        server = new ServedPages();
        for (int page = 1; page <= 5; page++) {
            server.with(
                    "/?c=&page=" + page,
                    SlowMistTest.page(page, 5, SlowMistTest.record("2026-05-0" + page, "Lumora", "$ 5", "")));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Fetch fetch(Extent extent, String validators) {
        return fetcher.fetch(FEED, server.url("/?c=&page=1"), extent, validators, new Progress() {
            @Override
            public void at(int done, int total) {
                throw new AssertionError("nothing is kept here");
            }

            @Override
            public void page(int number) {
                heard.add(number);
            }
        });
    }

    private static Fetch.Fetched fetched(Fetch fetch) {
        assertThat(fetch).isInstanceOf(Fetch.Fetched.class);
        return (Fetch.Fetched) fetch;
    }

    @Test
    void theNewestPagesOrAllComeAndEachIsHeardOf() throws Exception {
        assertThat(fetched(fetch(Extent.NEWEST, "")).content().files()).hasSize(3);
        assertThat(heard).containsExactly(1, 2, 3);
        var all = fetched(fetch(Extent.ALL, "")).content();
        assertThat(all.files()).hasSize(5);
        assertThat(FEED.parse(all).claims()).hasSize(5);
    }

    @Test
    void anUnchangedFirstPageMeansThatNothingIsNew() {
        var validators = fetched(fetch(Extent.NEWEST, "")).validators();
        int before = server.asked().size();
        assertThat(fetch(Extent.NEWEST, validators)).isInstanceOf(Fetch.NotModified.class);
        assertThat(server.asked()).hasSize(before + 1);
    }

    @Test
    void aPageThatIsMissingOrNoneMakesTheWholeFetchWorthless() {
        server.with("/?c=&page=2", "Internal Server Error");
        assertThat(fetch(Extent.ALL, ""))
                .isInstanceOfSatisfying(
                        Fetch.Malformed.class,
                        malformed -> assertThat(malformed.why()).startsWith("page 3: "));
    }

    @Test
    void aServerThatKnowsNoPagesIsNotAskedForEver() {
        var page = SlowMistTest.page(1, 900, SlowMistTest.record("2026-05-01", "Lumora", "$ 5", ""));
        server.with("/?c=&page=1", page).with("/?c=&page=2", page);
        assertThat(fetch(Extent.ALL, ""))
                .isInstanceOfSatisfying(
                        Fetch.Malformed.class,
                        malformed -> assertThat(malformed.why()).contains("the same as the page before"));
    }

    @Test
    void aFeedThatKeepsFailingLeavesAnotherOneOfItsServerAlone() {
        for (int i = 0; i < 6; i++) {
            assertThat(fetcher.fetch(FEED, server.url("/ill"), Extent.ALL, "", (_, _) -> {}))
                    .isInstanceOf(Fetch.Unreachable.class);
        }
        assertThat(server.asked()).as("and is left alone itself").hasSize(5);
        server.with("/hacks", ServedPages.llama(3, "amount"));
        var other = new DefiLlama(Vocabularies.load(), Clock.systemUTC());
        fetched(fetcher.fetch(other, server.url("/hacks"), Extent.ALL, "", (_, _) -> {}));
    }

    @Test
    void whatIsNoUrlIsNamedWithoutItsSecrets() {
        assertThat(fetcher.fetch(FEED, "https://user:word@[x/?key=secret", Extent.ALL, "", (_, _) -> {}))
                .isEqualTo(new Fetch.Unreachable("'https://…' is not a URL"));
    }

    @Test
    void theHomeOfAFeedMayNotLeadIntoTheHouse() {
        var inside = new FeedAt(FEED, server.url("/?c=&page=1"));
        assertThat(fetcher.fetch(inside, inside.home(), Extent.NEWEST, "", (_, _) -> {}))
                .isInstanceOfSatisfying(
                        Fetch.Unreachable.class,
                        unreachable -> assertThat(unreachable.why()).contains("not a public address"));
        assertThat(server.asked()).isEmpty();
    }
}
