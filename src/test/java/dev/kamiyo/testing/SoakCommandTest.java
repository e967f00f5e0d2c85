package dev.kamiyo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;

/// A short run of what takes long when it is meant in earnest.
@Execution(ExecutionMode.CONCURRENT)
final class SoakCommandTest {
    @Test
    void nothingIsLostOrDoubledByTwoKills() {
        assertThat(soak("--kills", "2", "--seed", "3"))
                .containsPattern("2 kills with seed 3: [0-9,]+ writes acknowledged, 0 lost, 0 doubled, in \\d+ s")
                .doesNotContain(": 0 writes", "refused", "kept")
                .endsWith("ended with 0");
    }

    @Test
    void nothingIsLostOrDoubledByAKillInEachStepOfHealing() {
        int steps = HealingStep.values().length;
        assertThat(soak("--heals", String.valueOf(steps)))
                .containsPattern(steps
                        + " kills in healing with seed 1: [0-9,]+ writes acknowledged, 0 lost, 0 doubled, in \\d+ s")
                .containsPattern("seen before the kill: \\{(\\w+=1(, )?){" + (steps - 2)
                        + ",}}") // a draft or a base may be there too shortly to be seen
                .endsWith("ended with 0");
    }

    @Test
    void nothingIsLostOrDoubledByAPowerCut() {
        LoopDisk.obstacle().ifPresent(Assumptions::abort);
        assertThat(soak("--power-cuts", "1"))
                .containsPattern("1 power cuts with seed 1: [0-9,]+ writes acknowledged, 0 lost, 0 doubled, in \\d+ s")
                .endsWith("ended with 0");
    }

    @Test
    void thereAreNoMoreWritesToGoBackToThanWereMade() {
        assertThat(soak("--restores", "10001"))
                .contains("--restores is at most 10000")
                .endsWith("ended with 2");
    }

    @Test
    void withoutANumberItSaysWhatToGive() {
        assertThat(soak())
                .contains("give --kills N, --heals N, --faults MINUTES")
                .endsWith("ended with 2");
    }

    private static String soak(String... words) {
        var text = new StringWriter();
        var command =
                new CommandLine(new SoakCommand()).setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
        int code = command.execute(words);
        return text + "ended with " + code;
    }
}
