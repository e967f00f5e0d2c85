package dev.kamiyo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.ChildProcess;
import dev.kamiyo.testing.FaultLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that cannot read in the middle of a journal's file.
final class BadSectorTest {
    @TempDir
    private Path folder = Path.of("");

    /// Reads a journal and says what it found.
    static final class Scan {
        private Scan() {}

        public static void main(String[] args) throws IOException {
            System.out.println("ready");
            System.in.read();
            var chain = JournalScan.of(Path.of(args[0]));
            System.out.println("up to " + chain.last().orElseThrow().last() + "; harm "
                    + chain.harm().stream().map(JournalChain.Harm::words).toList() + "; unread "
                    + chain.unread().map(JournalChain.Harm::file).map(Path::getFileName));
        }
    }

    private String found(String... rules) throws Exception {
        FaultLibrary.obstacle().ifPresent(Assumptions::abort);
        var faults = new FaultLibrary(folder);
        try (var child =
                ChildProcess.start(folder, Scan.class, List.of(journal().toString()), faults::preloadInto)) {
            child.next();
            faults.set(rules);
            return child.ask("");
        }
    }

    private Path journal() throws IOException {
        return Files.createDirectories(folder.resolve("journal"));
    }

    /// Two files of 300 lines, each longer than what is read at once.
    private void write() throws Exception {
        var head = new Head("store", "0badcafe", 0, Head.GENESIS, Instant.EPOCH);
        for (int number = 1; number <= 2; number++) {
            try (var journal = new Journal(journal(), Clock.systemUTC(), head, 1, number - 1)) {
                JournalTest.append(journal, 300, 500);
                head = journal.head();
            }
        }
    }

    @Test
    void whatStandsBehindItInTheLastFileIsUnread() throws Exception {
        write();
        assertThat(found()).isEqualTo("up to 600; harm []; unread Optional.empty");
        assertThat(found("read 000002.ndjson pass 2", "read 000002.ndjson EIO"))
                .matches("up to (3\\d\\d|4\\d\\d); harm \\[.*000002.ndjson cannot be read: .*]; unread"
                        + " Optional\\[000002.ndjson]");
    }

    @Test
    void inAFileBeforeItIsHarm() throws Exception {
        write();
        assertThat(found("read 000001.ndjson pass 2", "read 000001.ndjson EIO"))
                .matches("up to 600; harm \\[[^,]*000001.ndjson cannot be read: [^,]*]; unread Optional.empty");
    }
}
