package dev.kamiyo.guardian;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a day was like, in UTC, as its incidents tell. Whether the process ran at all is told by none.
///
/// @param day the day
/// @param state the worst that was
/// @param seconds how long incidents lasted on it, each second that was begun
public record Day(LocalDate day, State state, long seconds) {
    /// From the best to the worst.
    public enum State {
        /// The service was not there yet.
        UNKNOWN,
        /// No incident.
        FINE,
        /// An incident that readers did not notice, or that is not over.
        DEGRADED,
        /// Readers were refused.
        DOWN;

        /// Its name in answers.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The last days up to today, the oldest first.
    ///
    /// @param began when the service was started for the first time; empty when nobody knows
    static List<Day> last(int days, List<Incident> incidents, Optional<Instant> began, Instant now) {
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return Stream.iterate(today.minusDays(days - 1L), day -> day.plusDays(1))
                .limit(days)
                .map(day -> of(day, incidents, began, now))
                .toList();
    }

    private static Day of(LocalDate day, List<Incident> incidents, Optional<Instant> began, Instant now) {
        var from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        var to = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        var state = began.filter(at -> at.isBefore(to)).isPresent() ? State.FINE : State.UNKNOWN;
        var lasted = Duration.ZERO;
        for (var incident : incidents) {
            var begin = later(incident.openedAt(), from);
            var end = earlier(incident.healedAt().orElse(now), to);
            if (begin.isBefore(to) && !end.isBefore(begin)) {
                lasted = lasted.plus(Duration.between(begin, end));
                state = worse(state, incident.refusedReaders() ? State.DOWN : State.DEGRADED);
            }
        }
        return new Day(day, state, lasted.plusNanos(999_999_999).toSeconds());
    }

    private static State worse(State one, State other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
