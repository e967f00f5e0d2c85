package dev.kamiyo.testing;

import dev.kamiyo.db.Bases;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.drill.Drill;
import dev.kamiyo.drill.Fault;
import dev.kamiyo.drill.Result;
import dev.kamiyo.drill.Result.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Faults at random on services of their own, one drill after the other, each with some faults in a row.
final class SoakFaults {
    private static final int IN_A_ROW = 12;
    private static final int EXPLOITS = 500;
    private static final List<Fault> ALL = List.of(Fault.values());

    private final SplittableRandom random;
    private final Consumer<String> print;
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private long readsFailed;
    private long rowsLost;

    /// @param seed decides which faults are made
    /// @param print is told what is found, and the progress
    SoakFaults(long seed, Consumer<String> print) {
        this.random = new SplittableRandom(seed);
        this.print = print;
    }

    /// Makes faults until the time is over, and ends the row that is under way then.
    ///
    /// @return whether every fault healed, no read failed and no row was lost
    boolean run(Duration length) throws IOException, InterruptedException {
        var work = Files.createTempDirectory("kamiyo-soak-");
        try {
            var folders = TestDatabase.folders(work);
            Files.createDirectories(folders.run());
            try (var database = Database.open(folders, Clock.systemUTC(), Bases.NONE, Watcher.NONE)) {
                GeneratedData.begin(database);
                GeneratedData.load(database, 1, 0, EXPLOITS);
                database.settle();
            }
            long reads = 0;
            long writes = 0;
            boolean passed = true;
            long end = System.nanoTime() + length.toNanos();
            do {
                var report = new Drill(Clock.systemUTC(), this::count).onACopy(folders, false, some());
                reads += report.reads();
                writes += report.writes();
                passed &= report.passed();
                report.missing().forEach(missing -> print.accept("missing: " + missing));
                print.accept("%s; %,d reads and %,d writes checked, %d reads failed, %d rows lost"
                        .formatted(verdicts, reads, writes, readsFailed, rowsLost));
            } while (System.nanoTime() < end);
            return passed;
        } finally {
            Program.run("rm", "-r", work.toString());
        }
    }

    private List<Fault> some() {
        return Stream.generate(() -> ALL.get(random.nextInt(ALL.size())))
                .limit(IN_A_ROW)
                .toList();
    }

    private void count(Result result) {
        verdicts.merge(result.verdict(), 1, Integer::sum);
        readsFailed += result.readsFailed();
        rowsLost += result.rowsLost();
        if (result.verdict() == Verdict.FAILED) {
            print.accept(result.fault() + " failed: " + result.why());
        }
    }
}
