package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.source.Feed;
import dev.kamiyo.source.Source;
import dev.kamiyo.source.Vocabularies;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeedSettingsTest {
    private static final List<Source> SOURCES = Service.sources(Vocabularies.load(), Clock.systemUTC());

    private static List<String> scheduled(List<Feed> feeds) {
        return feeds.stream().filter(Feed::scheduled).map(Feed::name).toList();
    }

    @Test
    void fiveAreOnByDefaultAndNoneWhenTheSettingIsEmpty() {
        assertThat(scheduled(FeedSettings.feeds(SOURCES, null)))
                .containsExactly("defillama", "defihacklabs", "slowmist", "rekt", "web3isgoinggreat");
        assertThat(scheduled(FeedSettings.feeds(SOURCES, ""))).isEmpty();
        assertThat(FeedSettings.feeds(SOURCES, "")).hasSameSizeAs(SOURCES);
    }

    @Test
    void aFeedMayBeReadElsewhere() {
        var feeds = FeedSettings.feeds(SOURCES, " rekt , file=/srv/own.csv ");
        assertThat(scheduled(feeds)).containsExactly("rekt", "file");
        assertThat(feeds)
                .filteredOn(feed -> feed.name().equals("rekt"))
                .allSatisfy(feed ->
                        assertThat(feed.location()).isEqualTo(feed.source().home()));
        assertThat(feeds.getLast().location()).isEqualTo("/srv/own.csv");
    }

    @Test
    void whatIsNoFeedOrHasNoPlaceIsNamed() {
        assertThatThrownBy(() -> FeedSettings.feeds(SOURCES, "rekt,paper"))
                .hasMessageContaining("KAMIYO_FEEDS names 'paper'")
                .hasMessageContaining("defillama");
        assertThatThrownBy(() -> FeedSettings.feeds(SOURCES, "file")).hasMessageContaining("file=/path");
    }

    @Test
    void everyFeedStatesItsTerms() {
        assertThat(SOURCES).allSatisfy(source -> {
            assertThat(source.terms().summary()).isNotBlank();
            assertThat(source.interval()).isPositive();
        });
    }
}
