package dev.kamiyo.search;

import dev.kamiyo.exploit.Labelled;

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
}
