package dev.kamiyo.merge;

import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.testing.ExploitGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a claim costs before it comes to the writer.
@State(Scope.Thread)
public class KeysBenchmark {
    private final Facts facts = new ExploitGenerator(1).exploit(1);
    private final ClaimId id = new ClaimId("generated", "1-1");

    /// The keys by which claims of the same exploit are found.
    @Benchmark
    public Object keys() {
        return Keys.of(Subject.of(id, facts, false));
    }

    /// Its facts as JSON.
    @Benchmark
    public String facts() {
        return FactsJson.write(facts).toString();
    }
}
