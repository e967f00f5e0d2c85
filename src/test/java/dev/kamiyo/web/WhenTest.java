package dev.kamiyo.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WhenTest {
    /// The clock that made a time may be a little ahead of the one that tells it.
    @ParameterizedTest
    @CsvSource({"-400, 0 s ago", "0, 0 s ago", "2500, 2 s ago", "-1000, in 1 s", "-200000, in 3 min"})
    void aTimeJustAheadIsNow(long gone, String words) {
        var now = Instant.parse("2026-11-26T06:00:00Z");
        assertThat(When.ago(now.minus(Duration.ofMillis(gone)), now)).isEqualTo(words);
    }
}
