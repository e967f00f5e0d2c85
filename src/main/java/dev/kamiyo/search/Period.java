package dev.kamiyo.search;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/// A year, month, day or second in UTC, from its first second to the first one after it.
///
/// @param from its first second, in seconds since 1970
/// @param to the first second after it
record Period(long from, long to) {
    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d\\d");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.{5,30}");

    /// @throws IllegalArgumentException when the text is none of 2024, 2024-05, 2024-05-01, 2024-05-01T12:00:00Z
    static Period parse(String text) {
        try {
            if (YEAR.matcher(text).matches()) {
                var year = Year.parse(text);
                return of(year.atDay(1), year.plusYears(1).atDay(1));
            }
            if (MONTH.matcher(text).matches()) {
                var month = YearMonth.parse(text);
                return of(month.atDay(1), month.plusMonths(1).atDay(1));
            }
            if (DAY.matcher(text).matches()) {
                var day = LocalDate.parse(text);
                return of(day, day.plusDays(1));
            }
            if (TIME.matcher(text).matches()) {
                long second = instant(text).getEpochSecond();
                return new Period(second, second + 1);
            }
        } catch (DateTimeException _) {
            // told below
        }
        throw new IllegalArgumentException("write 2024, 2024-05, 2024-05-01 or 2024-05-01T12:00:00Z");
    }

    /// A plus that nobody encoded arrives as a space.
    private static Instant instant(String text) {
        return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    }

    private static Period of(LocalDate from, LocalDate to) {
        return new Period(second(from), second(to));
    }

    private static long second(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }
}
