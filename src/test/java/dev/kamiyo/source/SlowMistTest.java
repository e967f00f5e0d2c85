package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Usd;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SlowMistTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final SlowMist FEED = new SlowMist(Vocabularies.load(), CLOCK);

    static String record(String day, String name, String loss, String link) {
        return """
                <li><span class="time">%s</span>
                <h3><em>Hacked target: </em>%s</h3>
                <p><em>Description of the event: </em>Somebody took it all.</p>
                <p><span><em>Amount of loss: </em>
                   %s
                </span><span><em>Attack method: </em>Reentrancy Attack</span></p>
                <p class="link-reference"><a href="%s" rel="nofollow">View Reference Sources</a></p></li>""".formatted(day, name, loss, link);
    }

    static String page(int number, int last, String... records) {
        return """
                <!DOCTYPE html><html><body><ul class="nav"><li><a href="/">Home</a></li></ul>
                <div class="case-content"><ul>%s</ul></div>
                <ul class="pagination"><li><a>Page %d of %d</a></li></ul></body></html>
                """.formatted(String.join("\n", records), number, last);
    }

    private static Content content(String page) {
        return Content.of(page.getBytes(StandardCharsets.UTF_8));
    }

    private static Claim one(String record) throws MalformedFeedException {
        var parsed = FEED.parse(content(page(1, 1, record)));
        assertThat(parsed.rejected()).isEmpty();
        return parsed.claims().getFirst();
    }

    @Test
    void aRecordIsAClaim() throws Exception {
        var claim = one(record("2026-05-29", "Lumora &amp; Co", "$ 85,519.47", "https://x.com/a/status/1"));
        assertThat(claim.nativeId()).isEqualTo("2026-05-29/lumora-co");
        var facts = claim.facts();
        assertThat(facts.title()).isEqualTo("Lumora & Co");
        assertThat(facts.loss()).isEqualTo(new Usd(8_551_947));
        assertThat(facts.occurred().text()).isEqualTo("2026-05-29T00:00:00Z");
        assertThat(facts.technique()).isEqualTo("reentrancy");
        assertThat(facts.techniqueLabel()).isEqualTo("Reentrancy Attack");
        assertThat(facts.chains()).isEmpty();
        assertThat(facts.references()).containsExactly("https://x.com/a/status/1");
        assertThat(claim.raw()).contains("Somebody took it all.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "", "1,625 ETH", "12345", "$ many", "$ 0"})
    void aLossThatIsNotInDollarsIsUnknown(String loss) throws Exception {
        assertThat(one(record("2026-05-29", "Lumora", loss, "")).facts().loss()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-05-29 | $ -5                                | Amount of loss
            2026-05-29 | $ 99999999999999999999              | Amount of loss
            1970-01-01 | $ 5                                 | the date
            2090-01-01 | $ 5                                 | the date
            29/05/2026 | $ 5                                 | the date
            """)
    void aMalformedRecordIsNamedAndTheOthersAreTaken(String day, String loss, String why) throws Exception {
        var parsed = FEED.parse(
                content(page(1, 1, record(day, "Lumora", loss, ""), record("2026-05-28", "Vexa", "$ 7", ""))));
        assertThat(parsed.claims()).hasSize(1);
        assertThat(parsed.rejected().getFirst().position()).isEqualTo("record 1 (Lumora)");
        assertThat(parsed.rejected().getFirst().reason()).startsWith(why);
    }

    @Test
    void ofTwoWithOneDayAndNameTheOlderKeepsItsIdentityWhenTheNewerComes() throws Exception {
        var older = record("2026-05-29", "Lumora", "$ 5", "https://x.com/a/status/1");
        var newer = record("2026-05-29", "Lumora", "$ 6", "https://x.com/a/status/2");
        var alone = FEED.parse(content(page(1, 1, older))).claims().getFirst();
        var both = FEED.parse(content(page(1, 1, newer, older))).claims();
        assertThat(both.getFirst()).isEqualTo(alone);
        assertThat(both.getLast().nativeId()).startsWith("2026-05-29/lumora/");
        var again = FEED.parse(content(page(1, 1, newer, older))).claims();
        assertThat(again).isEqualTo(both);
    }

    @Test
    void aRecordThatMovedToTheNextPageMeanwhileIsNoNews() throws Exception {
        var record = record("2026-05-29", "Lumora", "$ 5", "");
        var pages = new TreeMap<String, byte[]>();
        pages.put("page 1", page(1, 2, record).getBytes(StandardCharsets.UTF_8));
        pages.put("page 2", page(2, 2, record).getBytes(StandardCharsets.UTF_8));
        var parsed = FEED.parse(new Content(pages));
        assertThat(parsed.claims()).hasSize(1);
        assertThat(parsed.rejected()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "[]", "{\"a\":1}", "<html><body></body></html>", "<html><div class='case-content'>"})
    void whatIsNoWholePageOfRecordsIsRefused(String page) {
        assertThatThrownBy(() -> FEED.parse(content(page))).isInstanceOf(MalformedFeedException.class);
    }

    @Test
    void everyTruncationIsRefused() {
        var page = page(1, 1, record("2026-05-29", "Lumora", "$ 5", ""));
        int end = page.indexOf("</html>") + "</html>".length();
        for (int length = 0; length < end; length += 7) {
            var cut = page.substring(0, length);
            assertThatThrownBy(() -> FEED.parse(content(cut))).isInstanceOf(MalformedFeedException.class);
        }
    }

    @Test
    void theScheduleReadsThreePagesAndTheVerbAll() throws Exception {
        var location = URI.create(FEED.home());
        var page = page(1, 106, record("2026-05-29", "Lumora", "$ 5", "")).getBytes(StandardCharsets.UTF_8);
        assertThat(FEED.next(location, Extent.NEWEST, List.of()))
                .contains(Query.get(URI.create("https://hacked.slowmist.io/?c=&page=1")));
        assertThat(FEED.next(location, Extent.NEWEST, List.of(page, page)))
                .contains(Query.get(URI.create("https://hacked.slowmist.io/?c=&page=3")));
        assertThat(FEED.next(location, Extent.NEWEST, List.of(page, page, page)))
                .isEmpty();
        assertThat(FEED.next(location, Extent.ALL, List.of(page, page, page))).isPresent();
    }

    @Test
    void onlyAllItsPagesAreWhole() {
        var pages = new TreeMap<String, byte[]>();
        pages.put("1", page(1, 2, record("2026-05-29", "Lumora", "-", "")).getBytes(StandardCharsets.UTF_8));
        assertThat(FEED.coverage(Extent.ALL, new Content(pages))).isEqualTo(Coverage.LATEST);
        pages.put("2", page(2, 2, record("2026-05-28", "Vexa", "-", "")).getBytes(StandardCharsets.UTF_8));
        assertThat(FEED.coverage(Extent.ALL, new Content(pages))).isEqualTo(Coverage.WHOLE);
        assertThat(FEED.coverage(Extent.NEWEST, new Content(pages))).isEqualTo(Coverage.LATEST);
    }
}
