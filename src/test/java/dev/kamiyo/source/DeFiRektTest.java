package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.exploit.Usd;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeFiRektTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final DeFiRekt FEED = new DeFiRekt(Vocabularies.load(), CLOCK);
    static final String SOUND = """
            {"id":4711,"project_name":"Lumora","funds_lost":1234567.5,"funds_returned":null,"date":"2024-05-29",
             "scam_type":{"id":2,"name":"Exit Scam","type":"Rugpull"},"description":"<p>They left.</p>",
             "scamNetworks":[{"networks":{"id":1,"name":"Ethereum"}},{"networks":{"id":9,"name":"Centralized"}}],
             "proof_link":"https://example.org/proof"}""";

    static String page(int current, int last, String... items) {
        return "{\"items\":[" + String.join(",", items) + "],\"currentPage\":" + current + ",\"lastPage\":" + last
                + ",\"total\":4030}";
    }

    private static Parsed parse(String page) throws MalformedFeedException {
        return FEED.parse(Content.of(page.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRecordIsAClaim() throws Exception {
        var claim = parse(page(1, 1, SOUND)).claims().getFirst();
        assertThat(claim.nativeId()).isEqualTo("4711");
        var facts = claim.facts();
        assertThat(facts.title()).isEqualTo("Lumora");
        assertThat(facts.loss()).isEqualTo(new Usd(123_456_750));
        assertThat(facts.recovered()).isNull();
        assertThat(facts.technique()).isEqualTo("rug-pull");
        assertThat(facts.chains()).containsExactly("ethereum");
        assertThat(facts.references()).containsExactly("https://example.org/proof");
    }

    @Test
    void whatIsUnknownStaysUnknown() throws Exception {
        var facts = parse(page(1, 1, "{\"id\":1,\"project_name\":\"Lumora\",\"funds_lost\":null,\"date\":null}"))
                .claims()
                .getFirst()
                .facts();
        assertThat(facts.loss()).isNull();
        assertThat(facts.occurred().text()).isNull();
        assertThat(facts.chains()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            4711          | null                     | id
            4711          | {}                       | id
            "Lumora"      | "<img src=x onerror=a>"  | project_name
            "Lumora"      | ""                       | project_name
            1234567.5     | -1                       | funds_lost
            1234567.5     | 1e30                     | funds_lost
            "2024-05-29"  | "2090-05-29"             | date
            "2024-05-29"  | "1970-01-01"             | date
            "2024-05-29"  | "soon"                   | date
            """)
    void aMalformedRecordIsNamedAndTheOthersAreTaken(String sound, String bad, String member) throws Exception {
        var parsed = parse(page(1, 1, SOUND.replace(sound, bad), SOUND.replace("4711", "4712")));
        assertThat(parsed.claims()).hasSize(1);
        assertThat(parsed.rejected().getFirst().reason()).startsWith(member + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{}", "{\"items\":[]}", "{\"items\":7}", "<html></html>", "{\"items\":[{\"id\":1"})
    void anotherDocumentIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedFeedException.class);
    }

    @Test
    void theAnswerSaysWhichPageComesNext() throws Exception {
        var location = URI.create("http://example.org/list?limit=1&page=0");
        var first = page(0, 2, SOUND).getBytes(StandardCharsets.UTF_8);
        var last = page(2, 2, SOUND).getBytes(StandardCharsets.UTF_8);
        assertThat(FEED.next(location, Extent.ALL, List.of(first)))
                .contains(Query.get(URI.create("http://example.org/list?limit=1&page=1")));
        assertThat(FEED.next(location, Extent.ALL, List.of(first, first, last))).isEmpty();
        assertThat(FEED.next(location, Extent.NEWEST, List.of(first, first))).isEmpty();
    }
}
