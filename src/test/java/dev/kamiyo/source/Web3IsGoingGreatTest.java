package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.exploit.Usd;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Web3IsGoingGreatTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final Web3IsGoingGreat FEED = new Web3IsGoingGreat(CLOCK);

    static String entry(String id, String title, String published) {
        return """
                <entry><id>https://example.org/%1$s</id><title>%2$s</title><published>%3$s</published>
                <updated>%3$s</updated><link href="https://example.org/?id=%1$s"/>
                <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Prose.</p></div></content></entry>""".formatted(id, title, published);
    }

    static String feed(String... entries) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:x</id>"
                + "<title>x</title><updated>2026-05-30T00:00:00Z</updated>" + String.join("", entries) + "</feed>";
    }

    private static Parsed parse(String feed) throws MalformedFeedException {
        return FEED.parse(Content.of(feed.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anEntryThatTellsOfAnExploitIsAClaim() throws Exception {
        var parsed = parse(feed(
                entry("a", "Lumora Bridge hacked for $8.5 million", "2026-05-29T13:00:00Z"),
                entry("b", "Founder of Vexa sentenced for hack", "2026-05-28T13:00:00Z"),
                entry("c", "A museum opens", "2026-05-27T13:00:00Z")));
        assertThat(parsed.rejected()).isEmpty();
        assertThat(parsed.claims()).hasSize(1);
        var claim = parsed.claims().getFirst();
        assertThat(claim.nativeId()).isEqualTo("https://example.org/a");
        assertThat(claim.url()).isEqualTo("https://example.org/?id=a");
        var facts = claim.facts();
        assertThat(facts.title()).isEqualTo("Lumora Bridge hacked for $8.5 million");
        assertThat(facts.occurred().text()).isEqualTo("2026-05-29T00:00:00Z");
        assertThat(facts.loss()).isEqualTo(new Usd(850_000_000));
        assertThat(facts.status().label()).isEqualTo("reported");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Lumora Bridge hacked for $8.5 million                          | Lumora Bridge | 850000000
            Vexa exploited, $1,234,567 stolen                              | Vexa          | 123456700
            Someone steals $2 million from a whale                         |               | 200000000
            Hackers drain wallets                                          |               |
            Vexa drained of $2 million, $1 million of it returned          | Vexa          |
            """)
    void theTitleTellsNameAndLossOrNothingDoes(String title, @Nullable String name, @Nullable Long cents)
            throws Exception {
        var facts = parse(feed(entry("a", title, "2026-05-29T13:00:00Z")))
                .claims()
                .getFirst()
                .facts();
        assertThat(facts.protocol() == null ? null : facts.protocol().name()).isEqualTo(name);
        assertThat(facts.loss()).isEqualTo(cents == null ? null : new Usd(cents));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            $50M|                50000000
            $1.5M|               1500000
            $300K|               300000
            $300,000|            300000
            $1,234.56|           1234.56
            $25+ million|        25000000
            $5-million|          5000000
            $1.2 Million|        1200000
            $2.5&#160;million|   2500000
            $2.5bn|              2500000000
            nearly US$3 million| 3000000
            $1.5–2 million|      -
            $1 to 2 million|     -
            $1M-$2M|             -
            A$3 million|         -
            $3x|                 -
            $5,50|               -
            $12345678901|        -
            """)
    void anAmountIsReadAsAWholeOrNotAtAll(String amount, @Nullable BigDecimal dollars) throws Exception {
        var loss = parse(feed(entry("a", "Lumora hacked for " + amount, "2026-05-29T13:00:00Z")))
                .claims()
                .getFirst()
                .facts()
                .loss();
        assertThat(loss).isEqualTo(dollars == null ? null : Usd.of(dollars));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2090-01-01T00:00:00Z | published
            1970-01-01T00:00:00Z | published
            yesterday            | published
            """)
    void aTimeThatCannotBeIsRejected(String published, String member) throws Exception {
        var parsed = parse(feed(entry("a", "Lumora hacked", published)));
        assertThat(parsed.claims()).isEmpty();
        assertThat(parsed.rejected().getFirst().reason()).startsWith(member);
    }

    @Test
    void aScriptInATitleIsNotTaken() throws Exception {
        var parsed =
                parse(feed(entry("a", "&lt;script&gt;alert(1)&lt;/script&gt;Lumora hacked", "2026-05-29T13:00:00Z")));
        assertThat(parsed.claims().getFirst().facts().title()).isEqualTo("Lumora hacked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "{}", "<html><body>x</body></html>", "<feed xmlns=\"http://www.w3.org/2005/Atom\">"})
    void whatIsNoFeedIsRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(MalformedFeedException.class)
                .message()
                .isNotBlank()
                .doesNotContainIgnoringCase("error");
    }

    @Test
    void entitiesFilesAndDeepNestingAreRefused() {
        var bomb = feed(entry("a", "&d;", "2026-05-29T13:00:00Z"))
                .replace(
                        "?><feed",
                        "?><!DOCTYPE feed [<!ENTITY a \"ha\"><!ENTITY b \"" + "&a;".repeat(100) + "\"><!ENTITY c \""
                                + "&b;".repeat(100) + "\"><!ENTITY d \"" + "&c;".repeat(100) + "\">]><feed");
        assertThatThrownBy(() -> parse(bomb)).isInstanceOf(MalformedFeedException.class);
        var file = feed(entry("a", "&x; hacked", "2026-05-29T13:00:00Z"))
                .replace("?><feed", "?><!DOCTYPE feed [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><feed");
        assertThatThrownBy(() -> parse(file)).isInstanceOf(MalformedFeedException.class);
        var deep = feed(entry("a", "Lumora hacked", "2026-05-29T13:00:00Z"))
                .replace("<p>Prose.</p>", "<p>".repeat(80) + "</p>".repeat(80));
        assertThatThrownBy(() -> parse(deep)).hasMessageContaining("nested deeper");
    }
}
