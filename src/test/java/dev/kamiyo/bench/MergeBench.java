package dev.kamiyo.bench;

import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.merge.ReviewStore;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// How well claims are merged, on made-up ones of which the truth is known. It guards against regressions and proves
/// nothing about real data.
///
/// @param pairs pairs of claims that are one exploit
/// @param merged the share of them that was merged, 0 to 1
/// @param mergedOrProposed the share that was merged or stands in the review queue
/// @param precision the share of merged pairs that are one exploit
/// @param proposed pairs in the review queue
/// @param right the share of those that are one exploit
public record MergeBench(
        int pairs, double merged, double mergedOrProposed, double precision, int proposed, double right) {
    private static final int IN_FLIGHT = 1_000;

    /// Merges made-up claims in a new database.
    ///
    /// @param folder an empty folder
    /// @param exploits how many exploits are made up
    public static MergeBench run(Path folder, long seed, int exploits) throws IOException {
        var labelled = LabelledClaims.make(seed, exploits);
        var merges = new MergeStore(new ExploitStore());
        try (var database = TestDatabase.open(folder)) {
            var flying = new ArrayDeque<CompletableFuture<?>>();
            for (var claim : labelled.claims()) {
                if (flying.size() >= IN_FLIGHT) {
                    flying.remove().join();
                }
                flying.add(database.submit(merges.saving(claim)));
            }
            flying.forEach(CompletableFuture::join);
            return database.read(reader -> count(reader, labelled));
        }
    }

    private static MergeBench count(Reader reader, LabelledClaims labelled) {
        var exploits = new HashMap<ClaimId, String>();
        reader.list(
                "SELECT source, native_id, exploit_id FROM claims",
                row -> exploits.put(new ClaimId(row.getString(1), row.getString(2)), row.getString(3)));
        var open = new ReviewStore().open(reader, Long.MAX_VALUE, Integer.MAX_VALUE);
        var proposals = new HashSet<LabelledClaims.Pair>();
        open.forEach(review -> proposals.add(new LabelledClaims.Pair(review.one(), review.other())));
        long merged = labelled.pairs().stream()
                .filter(pair -> isMerged(exploits, pair))
                .count();
        long found = labelled.pairs().stream()
                .filter(pair -> isMerged(exploits, pair) || proposals.contains(pair))
                .count();
        long all = reader.number(
                "SELECT count(*) FROM claims a JOIN claims b ON a.exploit_id = b.exploit_id WHERE a.source < b.source");
        double pairs = labelled.pairs().size();
        return new MergeBench(
                labelled.pairs().size(),
                merged / pairs,
                found / pairs,
                (double) merged / all,
                open.size(),
                (double) (found - merged) / Math.max(1, open.size()));
    }

    private static boolean isMerged(Map<ClaimId, String> exploits, LabelledClaims.Pair pair) {
        return String.valueOf(exploits.get(pair.one())).equals(exploits.get(pair.two()));
    }
}
