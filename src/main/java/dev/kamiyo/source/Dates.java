package dev.kamiyo.source;

import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.exploit.Precision;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/// Times of exploits as feeds write them: from 2009-01-03 on, and not to come. Immutable.
///
/// @param clock tells which lie in the future; a day ahead is allowed, for zones and wrong clocks
record Dates(Clock clock) {
    private static final Pattern AMERICAN = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{2}|\\d{4})");

    /// A day of the form 2022-03-23, with or without a time behind it that is not used.
    Occurred day(String member, String text) throws MalformedRecordException {
        try {
            return past(member, text, LocalDate.parse(text.substring(0, Math.min(10, text.length()))));
        } catch (DateTimeException _) {
            throw PlainText.wrong(member, text, "a day such as 2022-03-23");
        }
    }

    /// A day of the form 3/23/2022 or 3/23/22.
    LocalDate american(String member, String text) throws MalformedRecordException {
        var parts = AMERICAN.matcher(text.strip());
        if (parts.matches()) {
            int year = Integer.parseInt(parts.group(3));
            try {
                return LocalDate.of(
                        year < 100 ? 2000 + year : year,
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)));
            } catch (DateTimeException _) {
                // The same answer as for a text that is no date.
            }
        }
        throw PlainText.wrong(member, text, "a day such as 3/23/2022");
    }

    /// Milliseconds since 1970.
    Occurred millis(String member, long millis) throws MalformedRecordException {
        try {
            var at = Instant.ofEpochMilli(millis);
            boolean day = millis % 86_400_000 == 0;
            return past(member, String.valueOf(millis), at, day ? Precision.DAY : Precision.SECOND);
        } catch (DateTimeException _) {
            throw PlainText.wrong(member, String.valueOf(millis), "milliseconds since 1970");
        }
    }

    Occurred past(String member, String shown, LocalDate day) throws MalformedRecordException {
        return past(member, shown, day.atStartOfDay(ZoneOffset.UTC).toInstant(), Precision.DAY);
    }

    private Occurred past(String member, String shown, Instant at, Precision precision)
            throws MalformedRecordException {
        if (at.isAfter(clock.instant().plus(Occurred.AHEAD))) {
            throw PlainText.wrong(member, shown, "a time that has passed");
        }
        try {
            return new Occurred(at, precision);
        } catch (IllegalArgumentException _) {
            throw PlainText.wrong(member, shown, "a time from 2009-01-03 on");
        }
    }
}
