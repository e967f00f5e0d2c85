package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.ChildProcess;
import dev.kamiyo.testing.FaultLibrary;
import dev.kamiyo.testing.NumbersChild;
import dev.kamiyo.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The disk of the journal fails under a service that is killed afterwards: what was acknowledged is there once more.
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
final class JournalFaultTest {
    private static final int WRITES = 12;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fsync .ndjson EIO 1",
                "fsync .ndjson EIO 2",
                "fsync .ndjson ENOSPC 3",
                "write .ndjson ENOSPC 1",
                "write .ndjson EIO 2",
                "write .ndjson short=100 1",
                "write .ndjson short=1 2",
                "fsync .ndjson delay=200ms 3",
                "open .ndjson EMFILE 1"
            })
    void noAcknowledgedWriteIsLost(String rule) throws Exception {
        FaultLibrary.obstacle().ifPresent(Assumptions::abort);
        var data = Files.createDirectory(folder.resolve("data"));
        var faults = new FaultLibrary(folder);
        var acknowledged = new ArrayList<Long>();
        try (var child =
                ChildProcess.start(folder, NumbersChild.class, List.of(data.toString()), faults::preloadInto)) {
            assertThat(child.next()).isEqualTo("open");
            for (long n = 1; n <= WRITES; n++) {
                if (n == 4) {
                    faults.set(rule, "fsync .ndjson pass");
                }
                if (child.ask(String.valueOf(n)).equals("done")) {
                    acknowledged.add(n);
                }
            }
            if (!rule.startsWith("open")) { // a new file is opened only when the one before was given up
                assertThat(faults.hits()).isNotEmpty();
            }
            assertThat(acknowledged).contains(1L, 2L, 3L, 11L, 12L);
            child.kill();
        }
        try (var database = TestDatabase.open(data)) {
            for (long n : acknowledged) {
                assertThat(OpenDatabase.last(database, n)).as("row %d", n).isEqualTo(n * 10);
            }
            assertThat(database.inspect(Role.PRIMARY)).isEqualTo(database.inspect(Role.STANDBY));
        }
    }

    /// A quota may leave room for a group and not for what the file is made longer by.
    @Test
    void aGroupDoesNotDependOnTheRoomBehindIt() throws Exception {
        FaultLibrary.obstacle().ifPresent(Assumptions::abort);
        var data = Files.createDirectory(folder.resolve("data"));
        var faults = new FaultLibrary(folder);
        faults.set("write .ndjson pass 1", "write .ndjson ENOSPC 1");
        try (var child =
                ChildProcess.start(folder, NumbersChild.class, List.of(data.toString()), faults::preloadInto)) {
            assertThat(child.next()).isEqualTo("open");
            for (long n = 1; n <= WRITES; n++) {
                assertThat(child.ask(String.valueOf(n))).isEqualTo("done");
            }
            assertThat(faults.hits()).isNotEmpty();
        }
        try (var segments = Files.list(data.resolve("journal"))) {
            assertThat(segments).hasSize(1);
        }
    }
}
