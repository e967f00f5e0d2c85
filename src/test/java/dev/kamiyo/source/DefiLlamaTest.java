package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Usd;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DefiLlamaTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final DefiLlama FEED = new DefiLlama(Vocabularies.load(), CLOCK);
    private static final String SOUND = """
            {"date":1647993600,"name":"Lumora Bridge\\n","classification":"Infrastructure","technique":"Private Key Leak",
             "amount":624000000,"chain":["Ethereum","Op"],"bridgeHack":true,"targetType":"DeFi Protocol","source":"",
             "returnedFunds":null,"defillamaId":4440,"language":null}""";

    @Test
    void aSoundRecordIsAClaim() throws Exception {
        var claim = claim(SOUND);
        assertThat(claim.source()).isEqualTo("defillama");
        assertThat(claim.nativeId()).isEqualTo("2022-03-23/lumora-bridge");
        var facts = claim.facts();
        assertThat(facts.title()).isEqualTo("Lumora Bridge");
        assertThat(facts.occurred().text()).isEqualTo("2022-03-23T00:00:00Z");
        assertThat(facts.occurred().precision().label()).isEqualTo("day");
        assertThat(facts.loss()).isEqualTo(new Usd(62_400_000_000L));
        assertThat(facts.recovered()).isNull();
        assertThat(facts.chains()).containsExactly("ethereum", "optimism");
        assertThat(facts.technique()).isEqualTo("private-key-compromise");
        assertThat(facts.techniqueLabel()).isEqualTo("Private Key Leak");
        assertThat(facts.target()).isEqualTo("bridge");
        assertThat(claim.raw()).contains("\"defillamaId\":4440");
    }

    @Test
    void unknownAmountsAndChainsStayUnknown() throws Exception {
        var facts = claim("{\"date\":1647993600,\"name\":\"A\",\"amount\":null,\"chain\":null}")
                .facts();
        assertThat(facts.loss()).isNull();
        assertThat(facts.chains()).isEmpty();
        assertThat(claim("{\"date\":1647993600,\"name\":\"A\",\"amount\":0}")
                        .facts()
                        .loss())
                .isNull();
    }

    @Test
    void aChainThatNobodyKnowsIsKept() throws Exception {
        var facts = claim("{\"date\":1647993600,\"name\":\"A\",\"chain\":[\"Brand New Chain 7\"]}")
                .facts();
        assertThat(facts.chains()).containsExactly("brand-new-chain-7");
    }

    @Test
    void theTechniqueFallsBackToTheClassification() throws Exception {
        var facts = claim("{\"date\":1647993600,\"name\":\"A\",\"technique\":\"zzz\",\"classification\":\"Rugpull\"}")
                .facts();
        assertThat(facts.technique()).isEqualTo("rug-pull");
        assertThat(facts.techniqueLabel()).isEqualTo("zzz");
    }

    @Test
    void twoOfOneDayAndNameAreTwoClaims() throws Exception {
        var parsed = FEED.parse(content("[{\"date\":1647993600,\"name\":\"A\",\"technique\":\"One\"},"
                + "{\"date\":1647993600,\"name\":\"a\",\"technique\":\"Two\"},"
                + "{\"date\":1647993600,\"name\":\"A\",\"technique\":\"Two\"}]"));
        assertThat(parsed.claims()).extracting(Claim::nativeId).containsExactly("2022-03-23/a", "2022-03-23/a/two");
        assertThat(parsed.rejected()).hasSize(1);
        assertThat(parsed.rejected().getFirst().position()).isEqualTo("record 3 (A)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name":"A"}                                          | date
            {"date":"2022-01-01","name":"A"}                      | date
            {"date":10,"name":"A"}                                | date
            {"date":4102444800,"name":"A"}                        | date
            {"date":99999999999999999,"name":"A"}                 | date
            {"date":1647993600}                                   | name
            {"date":1647993600,"name":"  "}                       | name
            {"date":1647993600,"name":7}                          | name
            {"date":1647993600,"name":"A","amount":"1m"}          | amount
            {"date":1647993600,"name":"A","amount":-1}            | amount
            {"date":1647993600,"name":"A","amount":1e30}          | amount
            {"date":1647993600,"name":"A","amount":1e999999999}   | amount
            {"date":1647993600,"name":"A","chain":"Ethereum"}     | chain
            {"date":1647993600,"name":"A","chain":[1]}            | chain
            7                                                     | it
            """)
    void aMalformedRecordIsNamedAndTheOthersAreTaken(String record, String member) throws Exception {
        var parsed = FEED.parse(content("[" + SOUND + "," + record + "," + SOUND.replace("Lumora", "Vexa") + "]"));
        assertThat(parsed.claims()).hasSize(2);
        assertThat(parsed.rejected()).hasSize(1);
        assertThat(parsed.rejected().getFirst().position()).startsWith("record 2");
        assertThat(parsed.rejected().getFirst().reason()).startsWith(member + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "[]", "{}", "null", "<!DOCTYPE html><html>", "[{\"date\":1", "[] []", "\"x\""})
    void aFeedThatIsNotWholeIsRefused(String text) {
        assertThatThrownBy(() -> FEED.parse(content(text)))
                .isInstanceOf(MalformedFeedException.class)
                .message()
                .isNotBlank()
                .doesNotContainIgnoringCase("error");
    }

    @Test
    void everyTruncationIsRefused() {
        var whole = "[" + SOUND + "]";
        for (int length = 0; length < whole.length(); length++) {
            var cut = whole.substring(0, length);
            assertThatThrownBy(() -> FEED.parse(content(cut))).isInstanceOf(MalformedFeedException.class);
        }
    }

    @Test
    void mutationsNeitherCrashNorHang() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var whole = ("[" + SOUND + "," + SOUND + "]").getBytes(StandardCharsets.UTF_8);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 20_000; i++) {
                var bytes = whole.clone();
                for (int n = random.nextInt(1, 6); n > 0; n--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                try {
                    for (var claim : FEED.parse(Content.of(bytes)).claims()) {
                        assertThat(claim.facts().title()).as("seed %d", seed).isNotBlank();
                    }
                } catch (MalformedFeedException e) {
                    assertThat(e.why()).as("seed %d", seed).isNotBlank();
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 5_000_000})
    void deepNestingIsRefused(int depth) {
        for (var text : List.of("[".repeat(depth), "[{\"a\":".repeat(depth))) {
            assertThatThrownBy(() -> FEED.parse(content(text))).isInstanceOf(MalformedFeedException.class);
        }
    }

    private static Claim claim(String record) throws MalformedFeedException {
        var parsed = FEED.parse(content("[" + record + "]"));
        assertThat(parsed.rejected()).isEmpty();
        return parsed.claims().getFirst();
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
