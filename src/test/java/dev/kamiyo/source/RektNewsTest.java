package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.exploit.Usd;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RektNewsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final RektNews FEED = new RektNews(Vocabularies.load(), CLOCK);
    static final String SOUND = """
            {"date":"03/29/2022","title":"Lumora Bridge - REKT","rekt":{"amount":624000000,"audit":"Unaudited",
             "date":"03/23/2022"},"tags":["Lumora","REKT","BSC","Private Key Leak"],"excerpt":"It is gone.",
             "slug":"lumora-rekt"}""";

    static String page(String records) {
        return "<!DOCTYPE html><html><body><div>Leaderboard</div><script id=\"__NEXT_DATA__\" type=\"application/json\">"
                + "{\"props\":{\"pageProps\":{\"leaderboard\":" + records + "}}}</script></body></html>";
    }

    private static Parsed parse(String page) throws MalformedFeedException {
        return FEED.parse(Content.of(page.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRecordIsAClaim() throws Exception {
        var claim = parse(page("[" + SOUND + "]")).claims().getFirst();
        assertThat(claim.nativeId()).isEqualTo("lumora-rekt");
        assertThat(claim.url()).isEqualTo("https://rekt.news/lumora-rekt/");
        var facts = claim.facts();
        assertThat(facts.title()).isEqualTo("Lumora Bridge");
        assertThat(facts.protocol()).isNotNull();
        assertThat(facts.occurred().text()).isEqualTo("2022-03-23T00:00:00Z");
        assertThat(facts.loss()).isEqualTo(new Usd(62_400_000_000L));
        assertThat(facts.chains()).containsExactly("bsc");
        assertThat(facts.technique()).isEqualTo("private-key-compromise");
    }

    @Test
    void aTagWithTheNameOfTheProtocolIsNoTechnique() throws Exception {
        var named = SOUND.replace("Lumora Bridge - REKT", "Donation Attack Labs - REKT")
                .replace("[\"Lumora\",", "[\"Donation Attack\",");
        assertThat(parse(page("[" + named + "]")).claims().getFirst().facts().technique())
                .isEqualTo("private-key-compromise");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Lumora - REKT 2                       | Lumora
            Lumora - Rekt II                      | Lumora
            Lumora - R3KT                         | Lumora
            Lumora - Rekt in prod                 | Lumora
            A bad week (Lumora - REKT)            | Lumora
            Meerkat Finance - BSC - REKT          | Meerkat Finance - BSC
            The one that fell over                |
            """)
    void theTitleNamesTheProtocolOrNobodyDoes(String title, String name) throws Exception {
        var facts = parse(page("[" + SOUND.replace("Lumora Bridge - REKT", title) + "]"))
                .claims()
                .getFirst()
                .facts();
        assertThat(facts.protocol() == null ? null : facts.protocol().name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "3/23/22,    2022-03-23", // two digits
        "03/23/2021, 2022-03-23", // the article's year fits, the record's does not
        "12/02/2021, 2021-12-02", // an old case that came to light later
        "04/02/2022, 2022-04-02", // after the article: nothing can be said
    })
    void aWrongYearIsMended(String date, String day) throws Exception {
        var record = SOUND.replace("03/23/2022", date);
        assertThat(parse(page("[" + record + "]"))
                        .claims()
                        .getFirst()
                        .facts()
                        .occurred()
                        .text())
                .startsWith(day);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "03/23/2022"                | "01/01/1970"     | rekt.date
            "03/23/2022"                | "2022-03-23"     | rekt.date
            "03/23/2022"                | "13/45/2022"     | rekt.date
            "03/23/2022"                | "03/23/2090"     | rekt.date
            "03/23/2022"                | 7                | date
            624000000                   | -5               | amount
            624000000                   | 1e30             | amount
            624000000                   | "1m"             | amount
            "lumora-rekt"               | "../../etc"      | slug
            "Lumora Bridge - REKT"      | "<img src=x>"    | title
            """)
    void aMalformedRecordIsNamedAndTheOthersAreTaken(String sound, String bad, String member) throws Exception {
        var parsed = parse(page("[" + SOUND.replace(sound, bad) + "," + SOUND.replace("lumora", "vexa") + "]"));
        assertThat(parsed.claims()).hasSize(1);
        assertThat(parsed.rejected().getFirst().reason()).startsWith(member + " ");
    }

    @Test
    void anAmountOfZeroIsUnknown() throws Exception {
        var claim = parse(page("[" + SOUND.replace("624000000", "0") + "]"))
                .claims()
                .getFirst();
        assertThat(claim.facts().loss()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "<html></html>", "<html><script id='__NEXT_DATA__'>[</script></html>"})
    void anotherPageIsRefused(String page) {
        assertThatThrownBy(() -> parse(page)).isInstanceOf(MalformedFeedException.class);
        assertThatThrownBy(() -> parse(page("[]"))).isInstanceOf(MalformedFeedException.class);
        assertThatThrownBy(() -> parse(page("{}"))).isInstanceOf(MalformedFeedException.class);
    }
}
