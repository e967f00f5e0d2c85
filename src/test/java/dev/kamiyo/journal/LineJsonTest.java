package dev.kamiyo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A journal line is what was written, or nothing.
final class LineJsonTest {
    private static final Table TABLE = new Table("things", List.of("id"), List.of("a", "b", "c", "d", "e"));

    @Test
    void everyKindOfValueComesBack() {
        for (double real : new double[] {0.1, -2.0, 1e300, Double.POSITIVE_INFINITY, Double.MIN_VALUE}) {
            var row = new Row.Put(
                    TABLE, new Object[] {"k\n\u0000\"é🦎", Long.MIN_VALUE, real, new byte[] {0, -1, 10}, null, ""});
            var encoded = encode(
                    List.of(row, new Row.Gone(new Table("things", List.of("id"), List.of()), new Object[] {7L})));
            var line = LineJson.decode(withoutFeed(encoded.bytes())).orElseThrow();
            assertThat(line).usingRecursiveComparison().isEqualTo(encoded.line());
        }
    }

    @Test
    void aByteThatIsNotTheOneThatWasWrittenIsRefusedAndNeverAnError() {
        var bytes = withoutFeed(encode(List.of(new Row.Put(TABLE, new Object[] {"k", 1L, 2L, "x", null, 0.5})))
                .bytes());
        assertThat(LineJson.decode(bytes)).isPresent();
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                var harmed = bytes.clone();
                harmed[at] ^= (byte) (1 << bit);
                assertThat(LineJson.decode(harmed))
                        .as("byte %d, bit %d", at, bit)
                        .isEmpty();
            }
            assertThat(LineJson.decode(Arrays.copyOf(bytes, at)))
                    .as("cut at %d", at)
                    .isEmpty();
        }
    }

    @Test
    void garbageUnderARightHashIsRefusedAndNeverAnError() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var words =
                List.of("{", "}", "[", "]", "\"seq\"", ":", ",", "1", "null", "\"rows\"", "\"tables\"", "x", "\"at\"");
        for (int i = 0; i < 5_000; i++) {
            var text = new StringBuilder("{");
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(words.get(random.nextInt(words.size())));
            }
            var line = withoutFeed(LineJson.seal((text + "}").getBytes(StandardCharsets.UTF_8)));
            assertThat(LineJson.decode(line)).as("seed %d: %s", seed, text).isEmpty();
        }
    }

    private static LineJson.Encoded encode(List<Row> rows) {
        var sums = new TreeMap<String, Sum>();
        sums.put("things", new Sum(3, -5));
        return LineJson.encode(
                8,
                "0badcafe",
                Instant.parse("2026-01-01T00:00:00.5Z"),
                new Line.Body.Rows(rows),
                sums,
                7,
                Head.GENESIS);
    }

    private static byte[] withoutFeed(byte[] line) {
        return Arrays.copyOf(line, line.length - 1);
    }
}
