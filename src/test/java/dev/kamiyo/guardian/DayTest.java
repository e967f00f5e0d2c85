package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.guardian.Day.State;
import dev.kamiyo.guardian.Event.Kind;
import dev.kamiyo.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The strip of the last days.
final class DayTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    private static Incident incident(String from, String to, long failed) {
        return new Incident(
                from,
                List.of(
                        Event.of(Instant.parse(from), Kind.SYMPTOM, "primary", "missing", "the file is missing"),
                        new Event(Instant.parse(to), Kind.HEALED, "", "", "well", Map.of("reads_failed", failed))));
    }

    private static Day day(String day, State state, long seconds) {
        return new Day(LocalDate.parse(day), state, seconds);
    }

    @Test
    void eachDayHasItsWorstAndHowLongItWas() {
        var incidents = List.of(
                incident("2026-03-08T10:00:00Z", "2026-03-08T10:00:00.200Z", 0),
                incident("2026-03-08T11:00:00Z", "2026-03-08T11:00:05Z", 0),
                incident("2026-03-08T23:59:50Z", "2026-03-09T00:00:20Z", 3));
        assertThat(Day.last(5, incidents, Optional.of(Instant.parse("2026-03-07T23:00:00Z")), NOW))
                .containsExactly(
                        day("2026-03-06", State.UNKNOWN, 0),
                        day("2026-03-07", State.FINE, 0),
                        day("2026-03-08", State.DOWN, 16),
                        day("2026-03-09", State.DOWN, 20),
                        day("2026-03-10", State.FINE, 0));
    }

    @Test
    void anIncidentThatIsOpenLastsUntilNow() {
        var open = new Incident(
                "open", List.of(Event.of(NOW.minusSeconds(60), Kind.SYMPTOM, "primary", "locked", "locked")));
        assertThat(Day.last(1, List.of(open), Optional.empty(), NOW))
                .containsExactly(day("2026-03-10", State.DEGRADED, 60));
        assertThat(Day.last(1, List.of(), Optional.empty(), NOW)).containsExactly(day("2026-03-10", State.UNKNOWN, 0));
    }

    @Test
    void theFirstStartIsNotedOnce(@TempDir Path folder) {
        var incidents = new IncidentFolder(TestDatabase.folders(folder));
        assertThat(incidents.began()).isEmpty();
        incidents.begins(NOW);
        incidents.begins(NOW.plusSeconds(1));
        assertThat(incidents.began()).contains(NOW);
        assertThat(History.of(incidents, NOW.plusSeconds(2)).days()).hasSize(90);
        incidents.keep(incident("2026-03-08T10:00:00Z", "2026-03-08T10:00:05Z", 0));
        assertThat(incidents.began()).contains(Instant.parse("2026-03-08T10:00:00Z"));
    }
}
