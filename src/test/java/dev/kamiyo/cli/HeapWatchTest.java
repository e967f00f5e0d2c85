package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeapWatchTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsNoLongerUsedIsCollectedLongBeforeTheHeapIsFull() throws Exception {
        assertThat(mostOld("unwatched")).isGreaterThan(300);
        assertThat(mostOld("watched")).isLessThan(150);
    }

    private long mostOld(String word) throws Exception {
        try (var child = ChildProcess.start(folder, HeapWatchChild.class, List.of(word), HeapWatchTest::withRoom)) {
            return Long.parseLong(child.next());
        }
    }

    private static void withRoom(ProcessBuilder builder) {
        builder.command().addAll(builder.command().indexOf("-cp"), List.of("-Xmn16m", "-Xms32m", "-Xmx1g"));
    }
}
