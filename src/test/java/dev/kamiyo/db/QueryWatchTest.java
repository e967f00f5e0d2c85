package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A query without an end, and that it ends.
@Timeout(60)
final class QueryWatchTest {
    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)\n  SELECT count(*) FROM n";

    @TempDir
    private Path folder = Path.of("");

    private Database open(Duration longest) throws Exception {
        Files.createDirectories(TestDatabase.folders(folder).run());
        var database =
                Database.open(TestDatabase.folders(folder), Clock.systemUTC(), Bases.NONE, Watcher.NONE, longest);
        database.healAnew(Role.STANDBY);
        return database;
    }

    @Test
    void aQueryThatRunsTooLongIsSeenAndStoppedAndHurtsNothingElse() throws Exception {
        try (var database = open(Duration.ofSeconds(2))) {
            var failed = new ArrayList<CompletableFuture<DbFault>>();
            for (int i = 0; i < 2; i++) {
                failed.add(CompletableFuture.supplyAsync(
                        () -> OpenDatabase.fault(() -> database.read(reader -> reader.number(ENDLESS)))));
            }
            Waiting.until(() -> database.queries().stream()
                    .anyMatch(query -> query.sql().startsWith("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL")
                            && query.sql().endsWith("SELECT i + 1 FROM n) SELECT count(*) FROM n")
                            && query.age().compareTo(Duration.ofSeconds(1)) > 0));
            assertThat(OpenDatabase.count(database)).as("others read meanwhile").isZero();
            for (var one : failed) {
                assertThat(one.join()).isInstanceOf(DbFault.Interrupted.class);
            }
            Waiting.until(() -> database.queries().isEmpty());
            assertThat(database.queriesStopped())
                    .as("each was asked of both copies")
                    .isEqualTo(4);
            assertThat(database.copies()).allMatch(CopyStatus::inService);
            assertThat(database.reads().tally().failed())
                    .as("nobody else's reads failed")
                    .isZero();
            for (int i = 0; i < 3 * OpenDatabase.READERS; i++) {
                assertThat(OpenDatabase.count(database)).isZero(); // every connection can be used again
            }
        }
    }

    @Test
    void aLongSeriesOfShortStatementsIsStoppedToo() throws Exception {
        try (var database = open(Duration.ofSeconds(1))) {
            var fault = OpenDatabase.fault(() -> database.read(reader -> {
                while (true) {
                    reader.number("SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                            + " SELECT i + 1 FROM n LIMIT 1000000) SELECT i FROM n)");
                }
            }));
            assertThat(fault).isInstanceOf(DbFault.Interrupted.class);
        }
    }
}
