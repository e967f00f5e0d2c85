package dev.kamiyo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MergeBenchTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void mergingIsAsGoodAsItWas() throws Exception {
        var bench = MergeBench.run(folder, 1, 2_500);
        assertThat(bench.merged()).isGreaterThan(0.90);
        assertThat(bench.mergedOrProposed()).isGreaterThan(0.97);
        assertThat(bench.precision()).isGreaterThan(0.99);
    }
}
