package dev.kamiyo.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a child said is known, however it ended.
final class ChildProcessTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatItPrintedBeforeItWasKilledIsThereAndNothingOfItIsLeft() throws Exception {
        try (var child = ChildProcess.start(folder, ChannelChild.class, List.of(), _ -> {})) {
            assertThat(ProcessHandle.of(child.pid())).isPresent();
            child.say("open " + folder.resolve("one"));
            child.say("open " + folder.resolve("two"));
            Waiting.until(() -> Files.exists(folder.resolve("two"))); // the answer about the first is printed
            child.kill();
            assertThat(ProcessHandle.of(child.pid())).isEmpty();
            assertThat(child.exitCode()).isEqualTo(137);
            assertThat(child.poll()).hasValue("open 0");
        }
        assertThat(folder).isDirectoryNotContaining("glob:**/child-*");
    }

    @Test
    void whyItEndedIsSaid() throws Exception {
        try (var child = ChildProcess.start(folder, ChannelChild.class, List.of(), _ -> {})) {
            assertThatThrownBy(() -> child.ask("dance " + folder))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ended with 1")
                    .hasMessageContaining("IllegalArgumentException: dance");
        }
    }
}
