package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.Claim;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Damaged feeds: whatever they hold, the answer is claims or a refusal. The seed of a run repeats it.
final class FeedFuzzTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Vocabularies WORDS = Vocabularies.load();
    private static final int ROUNDS = 120;
    private static final List<String> PIECES = List.of(
            "<script>alert(1)</script>",
            "\"",
            "\\",
            "]}",
            "</li>",
            "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
            "&a;",
            "-1",
            "1e30",
            "1e999999999",
            "99999999999999999999999999",
            "1970-01-01",
            "2090-12-31",
            "02/30/2022",
            "0",
            "null",
            "\u202e",
            "\u0000",
            "$ -5",
            ";;::,,");

    private static Source feed(String name) {
        return switch (name) {
            case "defillama" -> new DefiLlama(WORDS, CLOCK);
            case "slowmist" -> new SlowMist(WORDS, CLOCK);
            case "rekt" -> new RektNews(WORDS, CLOCK);
            case "web3isgoinggreat" -> new Web3IsGoingGreat(CLOCK);
            case "defi" -> new DeFiRekt(WORDS, CLOCK);
            case "blocksec" -> new BlockSec(WORDS, CLOCK);
            default -> new OwnFile(WORDS, CLOCK);
        };
    }

    private static String sound(String name) {
        return switch (name) {
            case "defillama" -> "[{\"date\":1647993600,\"name\":\"Lumora\",\"amount\":624000000,\"chain\":[\"Op\"]}]";
            case "slowmist" ->
                SlowMistTest.page(1, 9, SlowMistTest.record("2026-05-29", "Lumora", "$ 5", "https://x.y/"));
            case "rekt" -> RektNewsTest.page("[" + RektNewsTest.SOUND + "]");
            case "web3isgoinggreat" ->
                Web3IsGoingGreatTest.feed(
                        Web3IsGoingGreatTest.entry("a", "Lumora hacked for $5 million", "2026-05-29T13:00:00Z"));
            case "defi" -> DeFiRektTest.page(1, 9, DeFiRektTest.SOUND);
            case "blocksec" -> BlockSecTest.page(1, BlockSecTest.SOUND);
            case "json" ->
                "[{\"protocol\":\"Lumora\",\"occurred_at\":\"2024-05-29\",\"loss_usd\":5,\"chains\":[\"bsc\"]}]";
            default -> "protocol,occurred_at,loss_usd,chains\nLumora,2024-05-29,5,bsc;ethereum\nVexa,2024-05-30,,\n";
        };
    }

    @ParameterizedTest
    @CsvSource({
        "defillama,1",
        "slowmist,2",
        "rekt,3",
        "web3isgoinggreat,4",
        "defi,5",
        "blocksec,6",
        "csv,7",
        "json,8",
    })
    void damageIsClaimsOrARefusal(String name, long seed) {
        var random = new Random(seed);
        var feed = feed(name);
        for (int round = 0; round < ROUNDS; round++) {
            var document = damaged(sound(name), random);
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> parse(feed, document), name + ", round " + round);
        }
    }

    /// Nesting, length and other feeds' documents.
    @ParameterizedTest
    @CsvSource({"defillama", "slowmist", "rekt", "web3isgoinggreat", "defi", "blocksec", "csv", "json"})
    void hostileDocumentsAreRefusedSoon(String name) {
        var feed = feed(name);
        for (var text : List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(50_000),
                "<html>" + "<div>".repeat(20_000) + "</html>",
                "<a>".repeat(50_000),
                "\"".repeat(100_001),
                "x,".repeat(100_000) + "\n",
                "<html>Internal Server Error</html>",
                "\u0000".repeat(10_000))) {
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> parse(feed, text.getBytes(StandardCharsets.UTF_8)), name);
        }
    }

    private static void parse(Source feed, byte[] document) {
        try {
            feed.next(URI.create("http://127.0.0.1/"), Extent.ALL, List.of(document));
            var parsed = feed.parse(Content.of(document));
            assertThat(parsed.claims()).extracting(Claim::nativeId).doesNotHaveDuplicates();
            assertThat(parsed.claims()).allSatisfy(FeedFuzzTest::isSane);
            assertThat(parsed.rejected())
                    .allSatisfy(rejected -> assertThat(rejected.reason()).isNotBlank());
        } catch (MalformedFeedException e) {
            assertThat(e.why()).isNotBlank().doesNotContainIgnoringCase("error");
        }
    }

    private static void isSane(Claim claim) {
        var facts = claim.facts();
        assertThat(facts.title())
                .isNotBlank()
                .hasSizeLessThanOrEqualTo(200)
                .doesNotContain("<script", "\u202e", "\u0000");
        assertThat(String.valueOf(facts.techniqueLabel())).doesNotContain("<script");
        assertThat(facts.loss() == null || facts.loss().cents() > 0).isTrue();
        var at = facts.occurred().at();
        if (at != null) {
            assertThat(at).isBetween(Instant.parse("2009-01-03T00:00:00Z"), NOW.plus(Duration.ofDays(1)));
        }
    }

    private static byte[] damaged(String text, Random random) {
        var broken = text;
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(broken.length() + 1);
            var piece = PIECES.get(random.nextInt(PIECES.size()));
            broken = broken.substring(0, at)
                    + piece
                    + broken.substring(Math.min(broken.length(), at + random.nextInt(12)));
        }
        Charset charset = random.nextInt(8) == 0 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        var bytes = broken.getBytes(charset);
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }
}
