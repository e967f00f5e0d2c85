package dev.kamiyo.alert;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which exploits somebody wants to hear of, when, and where.
///
/// @param name its name, unique
/// @param enabled whether it is asked at all
/// @param filter parameters of `GET /api/v1/exploits` and their values
/// @param watch what an exploit must have besides
/// @param on what is told of
/// @param amountPercent by how much a loss must change, in percent of what it was, 0 to 1000
/// @param maxAgeDays how long ago an exploit may have happened, 1 to 3650
/// @param undated whether exploits of unknown time are told of
/// @param digest how often
/// @param zone of the daily digest and the quiet hours
/// @param dailyAt when the daily digest goes out
/// @param quiet when nothing goes out; what comes up meanwhile is one message at its end
/// @param targets names of targets, at least one
public record Rule(
        String name,
        boolean enabled,
        Map<String, String> filter,
        Watch watch,
        Set<Occasion> on,
        int amountPercent,
        int maxAgeDays,
        boolean undated,
        Digest digest,
        ZoneId zone,
        LocalTime dailyAt,
        @Nullable QuietHours quiet,
        List<String> targets) {
    /// Keeps its own copies.
    public Rule {
        filter = Map.copyOf(filter);
        on = Set.copyOf(on);
        targets = List.copyOf(targets);
    }
}
