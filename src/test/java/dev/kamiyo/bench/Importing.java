package dev.kamiyo.bench;

import dev.kamiyo.testing.GeneratedData;
import java.util.List;

/// Records of a source that come to data that are there: merged, journaled, in both copies.
final class Importing implements Measurement {
    private static final long SEED = 77;
    private static final int WARM = 1_000;
    private static final int RECORDS_A_SECOND_OF_SPAN = 1_000;

    @Override
    public List<Figure> at(Site site) throws Exception {
        int records = (int) site.span().toSeconds() * RECORDS_A_SECOND_OF_SPAN;
        try (var database = site.database("import")) {
            GeneratedData.load(database, SEED, 0, WARM);
            long begin = System.nanoTime();
            GeneratedData.load(database, SEED, WARM, records);
            double seconds = (System.nanoTime() - begin) / 1e9;
            return List.of(Figure.alone(
                    "import of a source's records, with merging",
                    site.exploits(),
                    records / seconds,
                    Unit.PER_SECOND,
                    Goal.atLeast(10_000)));
        }
    }
}
