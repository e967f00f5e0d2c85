package dev.kamiyo.search;

import dev.kamiyo.exploit.Labelled;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The parts of a series over time; each is named by its first day, a year by itself. Weeks begin on Monday.
public enum Interval implements Labelled {
    DAY("date(%s, 'unixepoch')"),
    WEEK("date(%s, 'unixepoch', 'weekday 0', '-6 days')"),
    MONTH("strftime('%%Y-%%m-01', %s, 'unixepoch')"),
    YEAR("strftime('%%Y', %s, 'unixepoch')");

    private final String of;

    Interval(String of) {
        this.of = of;
    }

    /// The expression that names the part that a second since 1970 is in; null for unknown times, which are negative.
    String of(String second) {
        return "iif(" + second + " < 0, NULL, " + of.formatted(second) + ")";
    }

    /// The first day of the part that a day is in, both in days since 1970; the least number for unknown days, which
    /// are negative.
    long first(long day) {
        if (day < 0) {
            return Long.MIN_VALUE;
        }
        var date = LocalDate.ofEpochDay(day);
        return switch (this) {
            case DAY -> day;
            case WEEK -> day - date.getDayOfWeek().getValue() + 1;
            case MONTH -> day - date.getDayOfMonth() + 1;
            case YEAR -> day - date.getDayOfYear() + 1;
        };
    }

    /// The name of the part that a second since 1970 is in; null for unknown times, which are negative.
    @Nullable
    String part(long second) {
        if (second < 0) {
            return null;
        }
        var day = LocalDate.ofEpochDay(Math.floorDiv(second, 86_400L));
        return switch (this) {
            case DAY -> day.toString();
            case WEEK ->
                day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).toString();
            case MONTH -> day.withDayOfMonth(1).toString();
            case YEAR -> String.format(Locale.ROOT, "%04d", day.getYear());
        };
    }
}
