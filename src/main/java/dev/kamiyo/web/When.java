package dev.kamiyo.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A time as people read it, in UTC.
///
/// @param text 21 Feb 2025, or as much of it as is known
/// @param age how long ago: 3 d ago; empty when the time is unknown
/// @param exact as it is kept; empty when unknown
/// @param month 2025-02; empty when unknown
record When(String text, String age, String exact, String month) {
    static final When UNKNOWN = new When("unknown", "", "", "");

    private static final DateTimeFormatter DAY = format("d MMM yyyy");
    private static final DateTimeFormatter MONTH = format("MMM yyyy");
    private static final DateTimeFormatter SECOND = format("d MMM yyyy, HH:mm:ss");
    private static final DateTimeFormatter MINUTE = format("d MMM yyyy, HH:mm");

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    /// Of an exploit's time and its precision.
    static When of(JsonNode at, JsonNode precision, Instant now) {
        if (!at.isString()) {
            return UNKNOWN;
        }
        var time = Instant.parse(at.stringValue());
        return new When(
                (precision.asString("").equals("month") ? MONTH : DAY).format(time),
                ago(time, now),
                precision.asString("").equals("second") ? SECOND.format(time) : at.stringValue(),
                at.stringValue().substring(0, 7));
    }

    /// Of a moment, to the minute.
    static When moment(Instant time, Instant now) {
        return new When(
                MINUTE.format(time),
                ago(time, now),
                time.toString(),
                time.toString().substring(0, 7));
    }

    /// Of a moment, to the second.
    static When precise(Instant time, Instant now) {
        var minute = moment(time, now);
        return new When(second(time), minute.age, minute.exact, minute.month);
    }

    /// A moment to the second: 21 Feb 2025, 14:13:35.
    static String second(Instant time) {
        return SECOND.format(time);
    }

    /// Of a moment as text.
    static When moment(String time, Instant now) {
        return time.isEmpty() ? UNKNOWN : moment(Instant.parse(time), now);
    }

    /// How long ago in one unit; the future is "in 3 min", unless it is only a clock's inaccuracy away.
    static String ago(Instant time, Instant now) {
        var ahead = Duration.between(now, time);
        return ahead.toSeconds() > 0
                ? "in " + span(ahead)
                : span(ahead.isPositive() ? Duration.ZERO : ahead.negated()) + " ago";
    }

    /// How long something lasted, which may be the blink of an eye: 840 ms, 1.04 s, 5 min.
    static String lasted(Duration span) {
        long millis = Math.max(0, span.toMillis());
        if (millis >= 10_000) {
            return span(span);
        }
        return millis < 1_000 ? millis + " ms" : String.format(Locale.ROOT, "%.2f s", millis / 1_000.0);
    }

    /// A span in one unit.
    static String span(Duration span) {
        long days = span.toDays();
        if (days >= 730) {
            return days / 365 + " y";
        }
        if (days >= 61) {
            return days / 30 + " mo";
        }
        if (days >= 2) {
            return days + " d";
        }
        return span.toHours() >= 2
                ? span.toHours() + " h"
                : span.toMinutes() >= 2 ? span.toMinutes() + " min" : Math.max(0, span.toSeconds()) + " s";
    }
}
