package dev.kamiyo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/// `docs/PERFORMANCE.md`: what people wrote, and between two marks what was measured last.
///
/// @param project the source tree
record Page(Path project) {
    private static final String BEGIN = "<!-- measured: written by kamiyo bench --write -->";
    private static final String END = "<!-- end of what was measured -->";

    String text() throws IOException {
        return Files.readString(file());
    }

    private Path file() {
        return project.resolve("docs/PERFORMANCE.md");
    }

    /// @throws IOException when the page has no place for it
    void write(List<Figure> figures, String machine, String command, LocalDate day) throws IOException {
        var text = text();
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(file() + " has no lines " + BEGIN + " and " + END);
        }
        var measured = "\nMeasured on %s with `%s`: %s.\n\n%s\n".formatted(day, command, machine, Table.write(figures));
        if (figures.stream().mapToLong(Figure::exploits).distinct().count() > 1) {
            Files.writeString(project.resolve("docs/images/growth.svg"), Growth.svg(figures));
            measured += "![How each figure grows with the number of exploits](images/growth.svg)\n\n";
        }
        Files.writeString(file(), text.substring(0, begin) + BEGIN + measured + text.substring(end));
    }
}
