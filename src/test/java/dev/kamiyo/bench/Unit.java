package dev.kamiyo.bench;

import java.util.Locale;

/// What a figure counts.
enum Unit {
    PER_SECOND("/s"),
    MILLIS("ms"),
    MEGABYTES("MB"),
    MEGABYTES_PER_SECOND("MB/s");

    private final String label;

    Unit(String label) {
        this.label = label;
    }

    /// A value with three digits that count, and the unit.
    String text(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f %s", value, label);
    }
}
