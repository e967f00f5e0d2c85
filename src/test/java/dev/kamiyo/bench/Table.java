package dev.kamiyo.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Figures as a table of Markdown, which can be read again.
final class Table {
    private static final String HEAD = """
            | Work | Exploits | Measured | Beside it | Ratio | Goal | |
            |---|--:|--:|---|--:|--:|---|
            """;
    private static final int WORK = 1;
    private static final int EXPLOITS = 2;
    private static final int RATIO = 5;
    private static final int CELLS = 8;

    /// One kind of work at one size.
    record Key(String work, long exploits) {}

    private Table() {}

    static String write(List<Figure> figures) {
        var text = new StringBuilder(HEAD);
        figures.forEach(figure -> text.append(line(figure)).append('\n'));
        return text.toString();
    }

    static String line(Figure figure) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %s | %s | %s | %s | %s |",
                figure.work(),
                figure.exploits(),
                figure.unit().text(figure.value()),
                figure.yardstick()
                        .map(other -> other.what() + ": " + figure.unit().text(other.value()))
                        .orElse(""),
                figure.ratio()
                        .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                        .orElse(""),
                figure.goal().text(figure.unit()),
                figure.isMet() ? "reached" : "**missed**");
    }

    /// The ratios of a table that was written before, wherever it stands in a text.
    static Map<Key, Double> ratios(String text) {
        var found = new HashMap<Key, Double>();
        text.lines().map(line -> line.split("\\|", -1)).forEach(cells -> {
            if (cells.length == CELLS + 1) {
                number(cells[EXPLOITS])
                        .ifPresent(exploits -> number(cells[RATIO])
                                .ifPresent(
                                        ratio -> found.put(new Key(cells[WORK].strip(), exploits.longValue()), ratio)));
            }
        });
        return found;
    }

    private static Optional<Double> number(String cell) {
        try {
            return Optional.of(Double.parseDouble(cell.replace(",", "").strip()));
        } catch (NumberFormatException _) {
            return Optional.empty(); // the head, or a figure without a yardstick
        }
    }
}
