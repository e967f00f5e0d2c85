package dev.kamiyo.merge;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Saved;
import dev.kamiyo.merge.Partition.Pair;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Claims of one attack and of others, kept and merged in data of their own while a test runs.
abstract class MergedClaims {
    static final Told ONE = Told.of("defillama", "Lumora", "2024-05-10").lost(1_000_000);

    @TempDir
    Path folder = Path.of("");

    final ExploitStore exploits = new ExploitStore();
    final MergeStore merges = new MergeStore(exploits);
    Database database;

    @BeforeEach
    final void open() throws IOException {
        database = TestDatabase.open(folder);
    }

    @AfterEach
    final void close() {
        database.close();
    }

    final void unmerge(Claim from, Claim... others) {
        database.write(tx -> {
            for (var other : others) {
                merges.decide(tx, List.of(Pair.of(from.id(), other.id())), Verdict.NOT_SAME, tx.seq());
            }
            return tx.seq();
        });
    }

    final List<ReviewStore.Review> open(ReviewStore reviews) {
        return database.read(reader -> reviews.open(reader, Long.MAX_VALUE, 10));
    }

    final boolean withdraw(Told told) {
        return database.write(merges.withdrawing(told.claim().id()));
    }

    /// Keeps claims in their order, many in one group.
    final void saveAll(List<Claim> all) {
        var flying =
                all.stream().map(claim -> database.submit(merges.saving(claim))).toList();
        flying.forEach(Database::await);
    }

    final Saved save(Told told) {
        return database.write(tx -> merges.save(tx, told.claim()));
    }

    final long count() {
        return database.read(exploits::count);
    }
}
