package dev.kamiyo.web;

import dev.kamiyo.web.MonthChart.Column;
import java.util.ArrayList;
import java.util.List;

/// The number of a year below its January in a [MonthChart]; at the right edge, where it would reach beyond that.
///
/// @param anchor `start` or `end`
/// @param where the class for where it stands: `from-screen`, `on-phone`, or empty for everywhere
record Year(String x, String anchor, String text, String where) {
    /// The share of the width that a number takes on a narrow phone, and on the narrowest of all other screens.
    private static final double ON_PHONE = 11;

    private static final double ON_SCREEN = 4.8;
    private static final String FROM_SCREEN = "from-screen";

    /// Phones have room for every other one.
    static List<Year> of(List<Column> columns) {
        var years = new ArrayList<Year>();
        for (int i = 0; i < columns.size(); i++) {
            var month = columns.get(i).month();
            if (month.getMonthValue() == 1) {
                double room = 100 - 100.0 * i / columns.size();
                var x = columns.get(i).x();
                years.addAll(of(x, String.valueOf(month.getYear()), room, month.getYear() % 2 == 0));
            }
        }
        return years;
    }

    private static List<Year> of(String x, String text, double room, boolean isOnPhones) {
        if (room < ON_SCREEN) {
            return List.of(new Year("100%", "end", text, isOnPhones ? "" : FROM_SCREEN));
        }
        if (room < ON_PHONE && isOnPhones) {
            return List.of(new Year(x, "start", text, FROM_SCREEN), new Year("100%", "end", text, "on-phone"));
        }
        return List.of(new Year(x, "start", text, isOnPhones ? "" : FROM_SCREEN));
    }
}
