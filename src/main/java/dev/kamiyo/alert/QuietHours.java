package dev.kamiyo.alert;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/// A time of the day in which nobody is to be disturbed. It may reach over midnight.
///
/// @param from its first minute
/// @param to the first minute after it; another than the first
public record QuietHours(LocalTime from, LocalTime to) {
    /// When a time's quiet hours end; empty when it is in none.
    Optional<Instant> endAfter(Instant time, ZoneId zone) {
        var local = time.atZone(zone);
        var clock = local.toLocalTime();
        boolean overnight = from.isAfter(to);
        boolean quiet =
                overnight ? !clock.isBefore(from) || clock.isBefore(to) : !clock.isBefore(from) && clock.isBefore(to);
        if (!quiet) {
            return Optional.empty();
        }
        var day = overnight && !clock.isBefore(from) ? local.toLocalDate().plusDays(1) : local.toLocalDate();
        return Optional.of(day.atTime(to).atZone(zone).toInstant());
    }
}
