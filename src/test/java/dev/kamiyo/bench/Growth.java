package dev.kamiyo.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How figures grow with the data, as one SVG of small plots; both axes are logarithmic.
final class Growth {
    private static final int WIDE = 300;
    private static final int HIGH = 170;
    private static final int COLUMNS = 3;
    private static final int LEFT = 24;
    private static final int TOP = 56;
    private static final int PLOT_WIDE = 230;
    private static final int PLOT_HIGH = 76;
    private static final int TITLE = 44;
    private static final String LABEL = "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n";

    private Growth() {}

    static String svg(List<Figure> figures) {
        Map<String, List<Figure>> works = new LinkedHashMap<>();
        figures.forEach(figure ->
                works.computeIfAbsent(figure.work(), _ -> new ArrayList<>()).add(figure));
        works.values().removeIf(series -> series.size() < 2);
        int rows = (works.size() + COLUMNS - 1) / COLUMNS;
        var svg = new StringBuilder(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">
                <style>
                text { font: 11px system-ui, sans-serif; fill: #444 }
                .work { font-weight: 600; fill: #111 }
                path { fill: none; stroke: #2563eb; stroke-width: 2 }
                circle { fill: #2563eb }
                line { stroke: #ccc }
                @media (prefers-color-scheme: dark) {
                  text { fill: #bbb } .work { fill: #eee } line { stroke: #555 }
                  path { stroke: #7aa5ff } circle { fill: #7aa5ff }
                }
                </style>
                """.formatted(COLUMNS * WIDE, rows * HIGH, "How each figure grows with the number of exploits"));
        int n = 0;
        for (var series : works.values()) {
            plot(svg, series, n % COLUMNS * WIDE, n / COLUMNS * HIGH);
            n++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void plot(StringBuilder svg, List<Figure> series, int x, int y) {
        double least = series.stream().mapToDouble(Growth::high).min().orElseThrow();
        double most = series.stream().mapToDouble(Growth::high).max().orElseThrow();
        double middle = (least + most) / 2;
        double span = Math.max(most - least, 1); // at least a factor of ten, so that what stays equal looks so
        double first = wide(series.getFirst());
        double last = wide(series.getLast());
        int ground = TOP + PLOT_HIGH + 8;
        var path = new StringBuilder();
        svg.append(String.format(Locale.ROOT, "<g transform=\"translate(%d %d)\">\n", x, y));
        var words = words(series.getFirst().work());
        for (int i = 0; i < words.size(); i++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"work\" x=\"%d\" y=\"%d\">%s</text>\n",
                    LEFT,
                    16 + 14 * i,
                    words.get(i)));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
                LEFT,
                ground,
                LEFT + PLOT_WIDE,
                ground));
        for (int i = 0; i < series.size(); i++) {
            var figure = series.get(i);
            double at = LEFT + PLOT_WIDE * (wide(figure) - first) / Math.max(last - first, 1e-9);
            double high = TOP + PLOT_HIGH * (0.5 - (high(figure) - middle) / span);
            var anchor = i == 0 ? "start" : i == series.size() - 1 ? "end" : "middle";
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", at, high));
            svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n", at, high));
            svg.append(String.format(
                    Locale.ROOT, LABEL, at, high - 7, anchor, figure.unit().text(figure.value())));
            svg.append(String.format(
                    Locale.ROOT,
                    LABEL,
                    at,
                    ground + 14.0,
                    anchor,
                    String.format(Locale.ROOT, "%,d", figure.exploits())));
        }
        svg.append(String.format(Locale.ROOT, "<path d=\"%s\"/>\n</g>\n", path));
    }

    private static double high(Figure figure) {
        return Math.log10(Math.max(figure.value(), 1e-3));
    }

    private static double wide(Figure figure) {
        return Math.log10((double) figure.exploits());
    }

    /// A title in at most two lines.
    private static List<String> words(String title) {
        int cut = title.length() <= TITLE ? -1 : title.lastIndexOf(' ', TITLE);
        var safe = List.of(title.substring(0, cut < 0 ? title.length() : cut), cut < 0 ? "" : title.substring(cut + 1));
        return safe.stream()
                .map(text -> text.replace("&", "&amp;").replace("<", "&lt;"))
                .toList();
    }
}
