package dev.kamiyo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class FolderLockTest {
    @TempDir
    private Path folder = Path.of("");

    /// Another process: takes the lock of a folder, says whether it could, and holds it until its input ends.
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            var lock = FolderLock.tryAcquire(Path.of(args[0]));
            System.out.println(lock.isPresent() ? "held" : "refused");
            while (System.in.read() >= 0) {}
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }

    @Test
    void theSecondToAskInOneProcessGetsNothing() throws IOException {
        try (var lock = FolderLock.tryAcquire(folder).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.tryAcquire(folder)).isEmpty();
        }
    }

    @Test
    void anotherProcessGetsNothing() throws Exception {
        try (var lock = FolderLock.tryAcquire(folder).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(askFromAnotherProcess()).isEqualTo("refused");
        }
    }

    @Test
    void readingWhoHoldsItDoesNotDropIt() throws Exception {
        try (var lock = FolderLock.tryAcquire(folder).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.holder(folder))
                    .contains(String.valueOf(ProcessHandle.current().pid()));
            assertThat(Files.readString(folder.resolve("kamiyo.pid")))
                    .isEqualTo(ProcessHandle.current().pid() + "\n");
            assertThat(askFromAnotherProcess()).isEqualTo("refused");
            assertThat(FolderLock.holder(folder))
                    .as("the refused one wrote no pid")
                    .contains(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    /// As of a service that took the lock of one folder, was killed, and never had the other one.
    @Test
    void thePidOfAnotherOneIsWrittenOver() throws Exception {
        try (var lock = FolderLock.tryAcquire(folder).orElseThrow()) {
            Files.writeString(folder.resolve("kamiyo.pid"), "1\n");
            lock.renew();
            assertThat(FolderLock.holder(folder))
                    .contains(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    @Test
    void aPidThatCannotBeWrittenIsToldToWhoeverRenewsIt() throws Exception {
        var pid = folder.resolve("kamiyo.pid");
        try (var lock = FolderLock.tryAcquire(folder).orElseThrow()) {
            Files.delete(pid);
            Files.createDirectory(pid);
            assertThatThrownBy(lock::renew).isInstanceOf(IOException.class);
            Files.delete(pid);
            lock.renew();
            assertThat(pid).hasContent(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    @Test
    void onceGivenBackItCanBeTakenHereAndElsewhere() throws Exception {
        FolderLock.tryAcquire(folder).orElseThrow().close();
        assertThat(FolderLock.holder(folder)).isEmpty();
        assertThat(askFromAnotherProcess()).isEqualTo("held");
        FolderLock.tryAcquire(folder).orElseThrow().close();
    }

    @Test
    void itEndsWithTheProcessThatIsKilled() throws Exception {
        var holder = start();
        try {
            assertThat(firstLine(holder)).isEqualTo("held");
            assertThat(FolderLock.tryAcquire(folder)).isEmpty();
            assertThat(FolderLock.holder(folder)).contains(String.valueOf(holder.pid()));
        } finally {
            holder.destroyForcibly();
            holder.onExit().get(10, TimeUnit.SECONDS);
        }
        try (var lock = FolderLock.tryAcquire(folder).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.holder(folder))
                    .contains(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    @Test
    void nobodyHoldsAFreshFolder() {
        assertThat(FolderLock.holder(folder)).isEmpty();
    }

    @Test
    void aMissingFolderIsSaid() {
        assertThatThrownBy(() -> FolderLock.tryAcquire(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    private String askFromAnotherProcess() throws Exception {
        var process = start();
        try {
            return firstLine(process);
        } finally {
            process.getOutputStream().close();
            process.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws IOException {
        return String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine());
    }

    @Test
    void anotherProcessGetsNothingAfterThisOneAskedTwice() throws Exception {
        try (var lock = FolderLock.tryAcquire(folder).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.tryAcquire(folder)).isEmpty();
            assertThat(askFromAnotherProcess()).isEqualTo("refused");
        }
    }
}
