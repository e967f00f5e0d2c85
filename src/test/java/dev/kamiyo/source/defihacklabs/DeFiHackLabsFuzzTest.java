package dev.kamiyo.source.defihacklabs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.source.Content;
import dev.kamiyo.source.MalformedFeedException;
import dev.kamiyo.source.Vocabularies;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged feeds: whatever they hold, the answer is claims or a refusal. A seed repeats its run.
final class DeFiHackLabsFuzzTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC);
    private static final DeFiHackLabs FEED = new DeFiHackLabs(Vocabularies.load(), CLOCK);
    private static final String LIST = "past/2023/README.md";
    private static final String POC = "src/test/2023-03/Lumora_exp.sol";
    private static final int ROUNDS = 400;

    private static final String INCIDENTS = """
            2 incidents included.
            [20230314 Zephyr](#20230314-zephyr)
            [20230313 Lumora](#20230313-lumora)
            ### 20230314 Zephyr - Access Control
            ### Lost: 70 ETH (~$112K)
            https://etherscan.io/tx/0xabababababababababababababababababababababababababababababababab
            ### 20230313 Lumora - Reentrancy
            ### Lost: 190,155.97 USDC
            ```sh
            forge test
            ```
            [Lumora_exp.sol](../../src/test/2023-03/Lumora_exp.sol)
            ---
            """;
    private static final String SOLIDITY = """
            /* @KeyInfo - Total Lost : ~1,6M
            Attacker : https://bscscan.com/address/0xcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
            */
            // Attack Tx :
            // 0xefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef
            contract A { function setUp() public { vm.createSelectFork("bsc", 1); } }
            """;

    @ParameterizedTest
    @ValueSource(longs = {1, 20_230_313, 424_242, -7, Long.MAX_VALUE})
    void damageIsClaimsOrARefusal(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var files = new TreeMap<String, byte[]>();
            files.put(LIST, damaged(INCIDENTS, random));
            files.put(random.nextBoolean() ? "README.md" : "past/2022/README.md", damaged(INCIDENTS, random));
            files.put(POC, damaged(SOLIDITY, random));
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> parse(new Content(files)), "seed " + seed + ", round " + round);
        }
    }

    private static void parse(Content content) {
        try {
            var parsed = FEED.parse(content);
            assertThat(parsed.claims()).extracting(Claim::nativeId).doesNotHaveDuplicates();
            assertThat(parsed.claims()).allSatisfy(claim -> {
                assertThat(claim.facts().title()).isNotBlank().hasSizeLessThanOrEqualTo(200);
                assertThat(claim.raw().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(65_536);
            });
            assertThat(parsed.rejected())
                    .allSatisfy(rejected -> assertThat(rejected.reason()).isNotBlank());
        } catch (MalformedFeedException e) {
            assertThat(e.why()).isNotBlank();
        }
    }

    private static byte[] damaged(String text, Random random) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes = damaged(bytes, random);
        }
        return bytes;
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> flipped(bytes, random);
            case 2 -> insert(bytes, random, repeatedLine(bytes, random));
            case 3 -> insert(bytes, random, garbage(random));
            case 4 ->
                insert(
                        bytes,
                        random,
                        "x0)(]9-$".repeat(1 + random.nextInt(8_000)).getBytes(StandardCharsets.UTF_8));
            default -> insert(bytes, random, "### 20239999 😀 – (\n```\n".getBytes(StandardCharsets.UTF_8));
        };
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        var flipped = bytes.clone();
        for (int i = 0; i < 8 && flipped.length > 0; i++) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private static byte[] repeatedLine(byte[] bytes, Random random) {
        var lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        return ("\n" + lines[random.nextInt(lines.length)] + "\n")
                .repeat(1 + random.nextInt(50))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] garbage(Random random) {
        var garbage = new byte[random.nextInt(2_000)];
        random.nextBytes(garbage);
        return garbage;
    }

    private static byte[] insert(byte[] bytes, Random random, byte[] piece) {
        int at = random.nextInt(bytes.length + 1);
        var joined = new byte[bytes.length + piece.length];
        System.arraycopy(bytes, 0, joined, 0, at);
        System.arraycopy(piece, 0, joined, at, piece.length);
        System.arraycopy(bytes, at, joined, at + piece.length, bytes.length - at);
        return joined;
    }
}
