package dev.kamiyo.bench;

import java.util.Locale;

/// What a figure should reach.
///
/// @param bound a ratio to the yardstick, or a value in the figure's own unit
/// @param relative whether it is a ratio
/// @param least whether more is better
record Goal(double bound, boolean relative, boolean least) {
    static Goal atLeastTimes(double ratio) {
        return new Goal(ratio, true, true);
    }

    static Goal atMostTimes(double ratio) {
        return new Goal(ratio, true, false);
    }

    static Goal atLeast(double value) {
        return new Goal(value, false, true);
    }

    static Goal atMost(double value) {
        return new Goal(value, false, false);
    }

    boolean isMet(double result) {
        return least ? result >= bound : result <= bound;
    }

    String text(Unit unit) {
        return (least ? "≥ " : "≤ ") + (relative ? String.format(Locale.ROOT, "%.1f ×", bound) : unit.text(bound));
    }
}
