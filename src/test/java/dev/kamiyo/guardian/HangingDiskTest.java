package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.ChildProcess;
import dev.kamiyo.testing.FaultLibrary;
import dev.kamiyo.testing.NumbersChild;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        try (var child = start()) {
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

    /// Both copies take the state over; one is enough.
    @ParameterizedTest
    @ValueSource(strings = {"standby.db", "kamiyo.db"})
    void anEarlierStateIsTheDataOnceOneCopyHasIt(String hanging) throws Exception {
        try (var child = start()) {
            var kept = folder.resolve("kept.db");
            assertThat(child.ask("1")).isEqualTo("done");
            assertThat(child.ask("keep " + kept)).isEqualTo("done");
            assertThat(child.ask("2")).isEqualTo("done");
            faults.set("fsync " + hanging + " delay=100000ms 1");
            assertThat(child.ask("back " + kept)).isEqualTo("done");
            assertThat(faults.hits()).isNotEmpty();
            assertThat(child.ask("3")).isEqualTo("done");
            child.kill();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"standby.db", "kamiyo.db"})
    void theMoveOfAllThatIsInTheWalWaitsForOneCopy(String hanging) throws Exception {
        try (var child = start()) {
            assertThat(child.ask("1")).isEqualTo("done");
            faults.set("fsync " + hanging + " delay=100000ms 1");
            assertThat(child.ask("settle")).isEqualTo("done");
            assertThat(faults.hits()).isNotEmpty();
            assertThat(child.ask("2")).isEqualTo("done");
            child.kill();
        }
    }

    /// While a checkpoint writes to the file its times tell nothing.
    @Test
    void aFileThatIsCutWhileACheckpointSyncsItIsHealed() throws Exception {
        try (var child = start()) {
            var file = data.resolve("kamiyo.db");
            faults.set("fsync kamiyo.db delay=1000ms 1");
            int number = 1;
            child.say(String.valueOf(number++));
            while (faults.hits().isEmpty()) {
                if (child.poll().isPresent()) {
                    child.say(String.valueOf(number++));
                }
            }
            long size = Files.size(file);
            try (var cut = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                cut.truncate(40_960);
            }
            Waiting.within(Duration.ofSeconds(20), () -> Files.size(file) >= size);
            child.kill();
        }
    }

    /// What was written while it came back is brought in between two groups of writes.
    @Test
    void writesGoOnWhenItHangsInTheLastStepBackIntoService() throws Exception {
        try (var child = start()) {
            int number = lockThePrimaryOut(
                    child,
                    "fsync kamiyo.db-wal pass 1", // the -wal's header
                    "fsync kamiyo.db-wal delay=1000ms 1",
                    "fsync kamiyo.db-wal delay=100000ms 1");
            while (faults.hits().size() < 2) {
                assertThat(child.ask(String.valueOf(number++))).isEqualTo("done");
            }
            assertThat(child.ask(String.valueOf(number))).isEqualTo("done");
            child.kill();
        }
    }

    @Test
    void theOtherCopyIsHealedWhileOneHangsOnItsWayBack() throws Exception {
        try (var child = start()) {
            int number = lockThePrimaryOut(child, "fsync kamiyo.db-wal delay=100000ms 1");
            Waiting.within(Duration.ofSeconds(20), () -> !faults.hits().isEmpty());
            var standby = data.resolve("run/standby.db");
            Files.delete(standby);
            Waiting.within(Duration.ofSeconds(30), () -> Files.exists(standby));
            Waiting.within(
                    Duration.ofSeconds(20),
                    () -> child.ask(String.valueOf(number)).equals("done"));
            child.kill();
        }
    }

    /// Another process holds its lock until it has left service and lacks a write; on its way back the rules hold.
    private int lockThePrimaryOut(ChildProcess child, String... rules) throws Exception {
        int number = 1;
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("kamiyo.db"));
                var statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            while (number <= 3) {
                assertThat(child.ask(String.valueOf(number++))).isEqualTo("done");
            }
            faults.set(rules);
            statement.execute("ROLLBACK");
        }
        return number;
    }

    private ChildProcess start() throws Exception {
        var child = ChildProcess.start(folder, NumbersChild.class, List.of(data.toString()), faults::preloadInto);
        assertThat(child.next()).isEqualTo("open");
        return child;
    }
}
