package dev.kamiyo.web;

import dev.kamiyo.search.Tally;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Losses month by month as a drawing. Across everything is a share of the width, so that it fits any screen; down
/// everything is in pixels.
///
/// @param columns a month each, without gaps
/// @param ticks lines of equal loss
/// @param labels the largest exploits, where there is room
/// @param years where years begin
/// @param isLog whether ten times the loss is the same step everywhere
record MonthChart(List<Column> columns, List<Tick> ticks, List<Label> labels, List<Year> years, boolean isLog) {
    /// Pixels from the top to the line of zero.
    static final int FLOOR = 224;
    /// Pixels of the whole drawing.
    static final int HEIGHT = 248;
    /// Pixels from a line to where its word stands.
    static final int TICK = -4;

    /// Half of a column, as a share of the room of a month.
    static final double HALF = 0.38;

    private static final int CEILING = 34;
    private static final int MOST = 120;
    private static final int LEAST = 36;
    private static final double LEAST_LOG = 5; // below $100 K nothing can be told apart
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("MMM yyyy", Locale.ENGLISH);

    /// A month.
    ///
    /// @param url its exploits
    record Column(YearMonth month, Tally tally, String x, String width, double y, String url) {
        String name() {
            return NAME.format(month);
        }

        Money lost() {
            return Money.lost(tally);
        }

        Money recovered() {
            return Money.recovered(tally);
        }

        String height() {
            return pixels(FLOOR - y);
        }

        String top() {
            return pixels(y);
        }
    }

    /// A line with a word.
    record Tick(String at, String text) {}

    /// The name of a large exploit above its month.
    ///
    /// @param anchor `start`, `middle` or `end`
    /// @param from where there is room for it: `phone`, `screen` or `wide`, and on all that are wider
    record Label(String x, String y, String anchor, String text, String url, String from) {}

    /// @param series months with their first day as value
    /// @param largest the largest exploits, the largest first
    /// @param base what the months are of
    /// @param present the month that it ends with at the latest: a date in the future is a source's mistake
    static MonthChart of(List<Tally> series, List<Row> largest, Question base, boolean isLog, YearMonth present) {
        var months = new TreeMap<YearMonth, Tally>();
        for (var tally : series) {
            if (tally.value() != null) {
                var month = YearMonth.from(LocalDate.parse(tally.value()));
                if (!month.isAfter(present)) {
                    months.put(month, tally);
                }
            }
        }
        if (months.isEmpty()) {
            return new MonthChart(List.of(), List.of(), List.of(), List.of(), isLog);
        }
        var last = months.lastKey();
        var first = months.firstKey();
        if (first.isBefore(last.minusMonths(MOST - 1))) {
            first = last.minusMonths(MOST - 1);
        } else if (first.isAfter(last.minusMonths(LEAST - 1))) {
            first = last.minusMonths(LEAST - 1); // a single month would be one block
        }
        double top = top(
                months.tailMap(first).values().stream()
                        .mapToLong(Tally::loss)
                        .max()
                        .orElse(1),
                isLog);
        var columns = columns(first, last, months, top, base, isLog);
        var ticks = ticks(top, isLog);
        return new MonthChart(columns, ticks, MonthLabels.of(columns, ticks, largest), Year.of(columns), isLog);
    }

    private static double top(long most, boolean isLog) {
        double dollars = Math.max(most / 100.0, 1_000_000);
        if (isLog) {
            return Math.ceil(Math.log10(dollars));
        }
        double step = Math.pow(10, Math.floor(Math.log10(dollars))) / 2;
        return Math.ceil(dollars / step) * step;
    }

    private static double y(long cents, double top, boolean isLog) {
        double dollars = cents / 100.0;
        double share =
                isLog ? Math.max(0, (Math.log10(Math.max(dollars, 1)) - LEAST_LOG) / (top - LEAST_LOG)) : dollars / top;
        return FLOOR - (cents == 0 ? 0 : Math.max(1, share * (FLOOR - CEILING)));
    }

    private static List<Column> columns(
            YearMonth first, YearMonth last, Map<YearMonth, Tally> months, double top, Question base, boolean isLog) {
        var columns = new ArrayList<Column>();
        long count = first.until(last, ChronoUnit.MONTHS) + 1;
        double width = 100.0 / count;
        for (var month = first; !month.isAfter(last); month = month.plusMonths(1)) {
            var tally = months.getOrDefault(month, new Tally(month + "-01", 0, 0, 0, 0));
            columns.add(new Column(
                    month,
                    tally,
                    Figures.percent(columns.size() * width + width * (0.5 - HALF)),
                    Figures.percent(width * 2 * HALF),
                    y(tally.loss(), top, isLog),
                    base.during(month.toString()).url("/explore")));
        }
        return columns;
    }

    private static List<Tick> ticks(double top, boolean isLog) {
        var ticks = new ArrayList<Tick>();
        if (isLog) {
            for (int power = (int) LEAST_LOG; power <= top; power++) {
                long cents = 100 * Math.round(Math.pow(10, power));
                double share = (power - LEAST_LOG) / (top - LEAST_LOG);
                ticks.add(new Tick(pixels(FLOOR - share * (FLOOR - CEILING)), Figures.money(cents)));
            }
            return ticks;
        }
        for (int part = 0; part <= 4; part += 2) {
            long cents = Math.round(100 * top * part / 4);
            ticks.add(new Tick(pixels(FLOOR - (FLOOR - CEILING) * part / 4.0), Figures.money(cents)));
        }
        return ticks;
    }

    static String pixels(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /// What a listener hears instead of the picture.
    String words() {
        var most = columns.stream()
                .max(Comparator.comparingLong(column -> column.tally.loss()))
                .orElseThrow();
        return "Losses by month from " + columns.getFirst().name() + " to "
                + columns.getLast().name()
                + (most.tally.loss() == 0
                        ? "; no amount is known"
                        : "; the most were " + most.lost().text() + " in " + most.name())
                + ". The table below has every month.";
    }

    /// The current month in UTC.
    static YearMonth month(Instant now) {
        return YearMonth.from(now.atZone(ZoneOffset.UTC));
    }
}
