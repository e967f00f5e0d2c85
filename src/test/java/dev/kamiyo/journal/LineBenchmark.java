package dev.kamiyo.journal;

import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.testing.ExploitGenerator;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a write costs beside SQLite: its line with the hash, and the checksum of a row.
@State(Scope.Thread)
public class LineBenchmark {
    private static final Table CLAIMS = Table.of("claims", "source", "native_id", "facts");
    private static final String PREV = "0".repeat(64);

    private final String facts =
            FactsJson.write(new ExploitGenerator(1).exploit(1)).toString();
    private final @Nullable Object[] values = {"generated", "1-1", facts};
    private final Line.Body body = new Line.Body.Rows(List.of(new Row.Put(CLAIMS, values)));
    private final TreeMap<String, Sum> sums = new TreeMap<>();

    /// Begins with the sum of one table.
    public LineBenchmark() {
        sums.put(CLAIMS.name(), new Sum(1, Sum.row(CLAIMS, values)));
    }

    /// A line with one row of a claim.
    @Benchmark
    public LineJson.Encoded line() {
        return LineJson.encode(1, "0badcafe", Instant.EPOCH, body, sums, 0, PREV);
    }

    /// The checksum of that row.
    @Benchmark
    public long sum() {
        return Sum.row(CLAIMS, values);
    }
}
