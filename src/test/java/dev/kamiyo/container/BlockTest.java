package dev.kamiyo.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockTest {
    @Test
    void blocksAreFoundWithWhatIsExpectedOfThem() {
        var blocks = Block.of("""
                # Page
                ## One
                ```bash
                echo a
                # not a heading

                echo b
                ```
                <!-- expect
                output ~ a
                -->
                ```json
                {}
                ```
                ```bash
                false
                ```
                """);
        assertThat(blocks)
                .containsExactly(
                        new Block("One", 1, "echo a\n# not a heading\n\necho b\n", List.of("output ~ a")),
                        new Block("One", 2, "false\n", null));
    }

    @Test
    void aBlockThatDoesNotEndIsNamed() {
        assertThatThrownBy(() -> Block.of("a\n```bash\nls\n")).hasMessageContaining("line 2");
    }

    @Test
    void everyDirectiveIsUnderstood() {
        var expected = Expectation.of(
                List.of(
                        "exit 0 or 1",
                        "output ~ ^ok$",
                        "output !~ bad",
                        "healthy within 30 s",
                        "after deleted",
                        "ctrl-c after 5 s",
                        "afterwards true",
                        "last",
                        "in the original: skip not here"),
                false);
        assertThat(expected.exits()).isEqualTo(Set.of(0, 1));
        assertThat(expected.shown().getFirst().matcher("a\nok\nb").find()).isTrue();
        assertThat(expected.absent().getFirst().pattern()).isEqualTo("bad");
        assertThat(expected.healthy()).isEqualTo(Duration.ofSeconds(30));
        assertThat(expected.after()).containsExactly(Harm.DELETED);
        assertThat(expected.ctrlC()).isEqualTo(Duration.ofSeconds(5));
        assertThat(expected.afterwards()).containsExactly("true");
        assertThat(expected.last()).isTrue();
        assertThat(expected.skip()).isNull();
    }

    @Test
    void whatIsSaidOfTheOriginalCountsForItAlone() {
        var lines = List.of("output ~ a", "in the original: exit any");
        assertThat(Expectation.of(lines, true).exits()).isEmpty();
        assertThat(Expectation.of(lines, true).shown()).isEmpty();
        assertThat(Expectation.of(lines, false).exits()).isEqualTo(Set.of(0));
    }

    @Test
    void anUnknownDirectiveIsRefused() {
        assertThatThrownBy(() -> Expectation.of(List.of("ouput ~ a"), false)).hasMessageContaining("'ouput ~ a'");
        assertThatThrownBy(() -> Expectation.of(List.of("after flood"), false)).hasMessageContaining("damaged-page");
        assertThatThrownBy(() -> Expectation.of(List.of("healthy within soon"), false))
                .hasMessageContaining("'30 s'");
    }

    @Test
    void everyBlockOfTheRunbookSaysWhatIsExpected() throws IOException {
        var blocks = Block.of(Files.readString(Path.of("docs/runbooks/database-connection-loss.md")));
        assertThat(blocks).hasSizeGreaterThan(15);
        assertThat(blocks).allSatisfy(block -> {
            assertThat(block.expected()).as(block.name()).isNotNull();
            Expectation.of(Objects.requireNonNull(block.expected()), false);
            Expectation.of(Objects.requireNonNull(block.expected()), true);
        });
    }
}
