package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.exploit.Address;
import dev.kamiyo.exploit.AddressRole;
import dev.kamiyo.exploit.Transaction;
import dev.kamiyo.exploit.TransactionRole;
import dev.kamiyo.exploit.Usd;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockSecTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final BlockSec FEED = new BlockSec(Vocabularies.load(), CLOCK);
    private static final String HASH = "0x" + "ab".repeat(32);
    private static final String ATTACKER = "0x" + "cd".repeat(20);
    static final String SOUND = """
            {"id":17,"project":"Lumora","loss":"1234567.50","chainIds":[1,-3],"media":"https://example.org/post",
             "rootCause":"Prose about it","date":1716940800000,"transactions":[
             {"txnHash":"%s","txnHashDate":1716940811000,"chainId":56,"attacker":"%s"},
             {"txnHash":"not a hash","chainId":1,"attacker":null},{"txnHash":"x","chainId":-3}]}""".formatted(HASH.toUpperCase(Locale.ROOT).replace("0X", "0x"), ATTACKER);

    static String page(int count, String... records) {
        return "{\"count\":" + count + ",\"list\":[" + String.join(",", records) + "]}";
    }

    private static Parsed parse(String page) throws MalformedFeedException {
        return FEED.parse(Content.of(page.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRecordIsAClaim() throws Exception {
        var claim = parse(page(1, SOUND)).claims().getFirst();
        assertThat(claim.nativeId()).isEqualTo("17");
        var facts = claim.facts();
        assertThat(facts.loss()).isEqualTo(new Usd(123_456_750));
        assertThat(facts.occurred().text()).isEqualTo("2024-05-29T00:00:00Z");
        assertThat(facts.chains()).containsExactly("ethereum", "bsc");
        assertThat(facts.transactions()).containsExactly(new Transaction("bsc", HASH, TransactionRole.ATTACK));
        assertThat(facts.addresses()).containsExactly(new Address("bsc", ATTACKER, AddressRole.ATTACKER));
        assertThat(facts.references()).containsExactly("https://example.org/post");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"0\"", "0"})
    void anUnknownLossStaysUnknown(String loss) throws Exception {
        assertThat(parse(page(1, SOUND.replace("\"1234567.50\"", loss)))
                        .claims()
                        .getFirst()
                        .facts()
                        .loss())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "1234567.50"   | "-5"                          | loss
            "1234567.50"   | "1e30"                        | loss
            "1234567.50"   | "99999999999999999999"        | loss
            "1234567.50"   | {}                            | loss
            1716940800000  | 0                             | date
            1716940800000  | 3786912000000                 | date
            1716940800000  | "2024-05-29"                  | date
            [1,-3]         | 7                             | chainIds
            "Lumora"       | "<script>alert(1)</script>"   | project
            17,            | "a b",                        | id
            """)
    void aMalformedRecordIsNamedAndTheOthersAreTaken(String sound, String bad, String member) throws Exception {
        var parsed = parse(page(2, SOUND.replace(sound, bad), SOUND.replace(":17,", ":18,")));
        assertThat(parsed.claims()).hasSize(1);
        assertThat(parsed.rejected().getFirst().reason()).startsWith(member + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"list\":[]}", "<html></html>", "{\"list\":[{\"id\":1"})
    void anotherDocumentIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedFeedException.class);
    }

    @Test
    void eachPageIsAskedForUntilTheCountIsReached() throws Exception {
        var location = URI.create(FEED.home());
        var page = page(150, SOUND).getBytes(StandardCharsets.UTF_8);
        assertThat(FEED.next(location, Extent.NEWEST, List.of()))
                .contains(new Query(location, "{\"page\":1,\"pageSize\":100,\"date\":\"desc\"}"));
        assertThat(FEED.next(location, Extent.NEWEST, List.of(page))).isEmpty();
        assertThat(FEED.next(location, Extent.ALL, List.of(page)))
                .contains(new Query(location, "{\"page\":2,\"pageSize\":100,\"date\":\"desc\"}"));
        assertThat(FEED.next(location, Extent.ALL, List.of(page, page))).isEmpty();
    }

    @Test
    void itIsWholeWithAsManyRecordsAsItTells() {
        var one = page(2, SOUND).getBytes(StandardCharsets.UTF_8);
        var pages = new TreeMap<>(Map.of("1", one));
        assertThat(FEED.coverage(Extent.ALL, new Content(pages))).isEqualTo(Coverage.PART);
        pages.put("2", one);
        assertThat(FEED.coverage(Extent.ALL, new Content(pages))).isEqualTo(Coverage.WHOLE);
        pages.put("3", page(3, SOUND).getBytes(StandardCharsets.UTF_8));
        assertThat(FEED.coverage(Extent.ALL, new Content(pages)))
                .as("it changed while it was read")
                .isEqualTo(Coverage.PART);
    }
}
