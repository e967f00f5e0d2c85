package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.ChildProcess;
import dev.kamiyo.testing.FaultLibrary;
import dev.kamiyo.testing.NumbersChild;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The disk under one copy does not answer for longer than the test lasts: nothing else waits for it.
@Timeout(60)
final class HangingDiskTest {
    @TempDir
    private Path folder = Path.of("");

    private Path data;
    private FaultLibrary faults;

    @BeforeEach
    void build() throws IOException {
        FaultLibrary.obstacle().ifPresent(Assumptions::abort);
        data = Files.createDirectory(folder.resolve("data"));
        faults = new FaultLibrary(folder);
    }

    /// A copy's file is synced when its -wal is moved into it.
    @ParameterizedTest
    @CsvSource({"standby.db, kamiyo.db", "kamiyo.db, run/standby.db"})
    void writesGoOnAndTheOtherCopyIsHealedMeanwhile(String hanging, String other) throws Exception {
        try (var child =
                ChildProcess.start(folder, NumbersChild.class, List.of(data.toString()), faults::preloadInto)) {
            assertThat(child.next()).isEqualTo("open");
            faults.set("fsync " + hanging + " delay=100000ms 1");
            int number = 1;
            while (faults.hits().isEmpty()) {
                assertThat(child.ask(String.valueOf(number++))).isEqualTo("done");
            }
            for (int i = 0; i < 100; i++) {
                assertThat(child.ask(String.valueOf(number++))).isEqualTo("done");
            }
            var file = data.resolve(other);
            Files.delete(file);
            Waiting.within(Duration.ofSeconds(20), () -> Files.exists(file));
            int last = number;
            Waiting.within(
                    Duration.ofSeconds(20),
                    () -> child.ask(String.valueOf(last)).equals("done"));
            child.kill();
        }
    }
}
