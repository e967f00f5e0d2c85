package dev.kamiyo.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Tells of what became much slower. Only ratios of one run are compared, since they mean the same on any machine, and
/// only those of how much is done in a time: how long the slowest take moves too much. Even so they move with the load,
/// so that only a quarter of what was recorded counts as slower.
record Guard(Map<Table.Key, Double> recorded) {
    private static final double SLACK = 4;

    /// A line for each figure that is much worse than the recorded one; empty when all is well.
    List<String> regressions(List<Figure> figures) {
        return figures.stream().map(this::regression).flatMap(Optional::stream).toList();
    }

    private Optional<String> regression(Figure figure) {
        var before = recorded.get(new Table.Key(figure.work(), figure.exploits()));
        if (before == null || figure.ratio().isEmpty() || !figure.goal().least()) {
            return Optional.empty();
        }
        double now = figure.ratio().get();
        return now * SLACK < before
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%s with %,d exploits: %.2f of its yardstick; %.2f was recorded",
                        figure.work(),
                        figure.exploits(),
                        now,
                        before))
                : Optional.empty();
    }
}
