package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.Program;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that were replaced, and a backup that was read from, are closed, and nobody who reads or writes notices.
@Timeout(60)
final class DescriptorsTest {
    @TempDir
    private Path folder = Path.of("");

    private Database database;

    /// The backup that can be read from.
    private final Bases backup = new Bases() {
        @Override
        public List<Base> newestFirst() {
            return Files.exists(backup()) ? List.of(new Base(backup(), database.head())) : List.of();
        }

        @Override
        public boolean isSound(Base base) {
            return true;
        }
    };

    @BeforeEach
    void open() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/fd")), "no /proc here");
        Files.createDirectories(TestDatabase.folders(folder).run());
        database = Database.open(TestDatabase.folders(folder), Clock.systemUTC(), backup, Watcher.NONE);
        for (var role : Role.values()) {
            if (!database.copy(role).inService()) {
                database.healAnew(role);
            }
        }
        OpenDatabase.put(database, 1, 1);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Path backup() {
        return folder.resolve("backup.db");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm FILE FILE-wal FILE-shm",
                "cp FILE other && mv other FILE",
                "truncate -s 0 FILE",
                "rm FILE-wal",
            })
    void afterAnyNumberOfHealsNoMoreIsOpenThanBefore(String deed) throws Exception {
        long before = open(folder);
        for (int i = 0; i < 6; i++) {
            var role = i % 2 == 0 ? Role.PRIMARY : Role.STANDBY;
            shell(deed.replace("FILE", database.copy(role).file().toString()));
            database.look();
            database.healAnew(role);
            OpenDatabase.put(database, 2, i);
        }
        Waiting.until(() -> open(folder) <= before);
        for (var role : Role.values()) {
            assertThat(database.copy(role).inService()).isTrue();
            assertThat(database.inspect(role)).isInstanceOf(Inspection.Sound.class);
            assertThat(database.isSameFile(role)).isTrue();
        }
        assertThat(OpenDatabase.last(database, 2)).isEqualTo(5);
    }

    @Test
    void aBackupThatWasReadFromIsClosedWhenACopyIsBackAndItsLastQueryIsAnswered() throws Exception {
        database.copyTo(backup());
        var inside = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        leave();
        var answer = CompletableFuture.supplyAsync(() -> database.ask(reader -> {
            inside.countDown();
            OpenDatabase.waitFor(gate);
            return reader.number("SELECT last FROM numbers WHERE year = 1");
        }));
        assertThat(OpenDatabase.waitFor(inside)).isTrue();
        comeBack();
        assertThat(open(backup())).isPositive();
        gate.countDown();
        assertThat(answer.join().value()).isEqualTo(1);
        assertThat(answer.join().origin().from()).isEqualTo("backup");
        Waiting.until(() -> open(backup()) == 0);
    }

    @Test
    void noReadFailsWhileCopiesComeAndGo() throws Exception {
        database.copyTo(backup());
        long before = open(folder);
        var done = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(3)) {
            var reading = IntStream.range(0, 3)
                    .mapToObj(_ -> CompletableFuture.runAsync(
                            () -> {
                                while (!done.get()) {
                                    assertThat(OpenDatabase.last(database, 1)).isEqualTo(1);
                                }
                            },
                            threads))
                    .toList();
            try {
                comeAndGo();
            } finally {
                done.set(true);
            }
            reading.forEach(CompletableFuture::join);
        }
        Waiting.until(() -> open(folder) <= before);
    }

    private void comeAndGo() throws IOException {
        for (int i = 0; i < 60; i++) {
            leave();
            comeBack();
            if (i % 10 == 0) {
                database.healAnew(i % 20 == 0 ? Role.PRIMARY : Role.STANDBY);
            }
        }
    }

    private void leave() {
        for (var role : Role.values()) {
            database.doubt(role, new DbFault.Corrupt(11));
        }
    }

    private void comeBack() throws IOException {
        for (var role : Role.values()) {
            database.catchUp(role);
        }
    }

    /// How many descriptors of this process lead to a file or into a folder, deleted files included.
    static long open(Path place) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(descriptor -> target(descriptor).startsWith(place.toString()))
                    .count();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException _) {
            return ""; // closed since it was listed
        }
    }

    private void shell(String command) throws IOException {
        Program.run("sh", "-c", "cd " + folder + " && " + command);
    }
}
