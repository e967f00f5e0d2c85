package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class PatienceTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Patience patience = new Patience(((InstantSource) now::get).withZone(ZoneOffset.UTC));

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Test
    void eachWaitIsTwiceTheOneBeforeUpToSomeSeconds() {
        for (long millis : new long[] {50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
            assertThat(patience.isOver()).isTrue();
            patience.failed(false);
            pass(Duration.ofMillis(millis - 1));
            assertThat(patience.isOver()).as("%d ms", millis).isFalse();
            pass(Duration.ofMillis(1));
        }
        patience.failed(true);
        pass(Duration.ofMinutes(14));
        assertThat(patience.isOver()).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(patience.isOver()).isTrue();
    }

    @Test
    void aClockThatGoesBackPutsNothingOff() {
        patience.failed(true);
        pass(Duration.ofDays(-1));
        assertThat(patience.isOver()).isTrue();
    }
}
