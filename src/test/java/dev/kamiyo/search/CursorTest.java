package dev.kamiyo.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CursorTest {
    @Test
    void aPlaceGoesThroughAUrlAndBack() {
        for (var cursor : List.of(
                new Cursor(Sort.OCCURRED_AT, Order.DESC, 1648042149, 2022000000031L),
                new Cursor(Sort.LOSS, Order.ASC, -1, 2024123456789L))) {
            assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");
            assertThat(Cursor.decode(cursor.encode())).isEqualTo(cursor);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "loss",
                "loss/desc",
                "loss/desc/1",
                "loss/desc/1/",
                "loss/desc/-2/1",
                "loss/desc/1/-1",
                "loss/up/1/1",
                "title/desc/1/1",
                "loss/desc/1/1/",
                "loss/desc/1/1\n",
                "loss/desc/12345678901234567/1",
                "' OR 1=1/desc/1/1"
            })
    void whatWasNotMadeHereIsRefused(String plain) {
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Cursor.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%%%", "a", "=", "KYM-2022-00031", "ÄÖÜ", "🙂"})
    void whatIsNotEvenBase64IsRefused(String text) {
        assertThatThrownBy(() -> Cursor.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void garbageIsOnlyEverRefused() {
        long seed = System.nanoTime();
        System.out.println("CursorTest seed " + seed);
        var random = new SplittableRandom(seed);
        var right = new Cursor(Sort.OCCURRED_AT, Order.DESC, 1648042149, 2022000000031L).encode();
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder(right);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) (32 + random.nextInt(300)));
                    case 1 -> text.insert(at, (char) (32 + random.nextInt(95)));
                    default -> text.delete(at, at + random.nextInt(text.length() - at));
                }
                if (text.isEmpty()) {
                    text.append('x');
                }
            }
            try {
                var cursor = Cursor.decode(text.toString());
                assertThat(cursor.value()).isGreaterThanOrEqualTo(-1);
            } catch (IllegalArgumentException e) {
                assertThat(e).as(text.toString()).isNotNull();
            }
        }
    }
}
