package dev.kamiyo.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each rule does what it says to a FileChannel and to SQLite, and nothing else does anything.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultLibraryTest {
    private final AtomicInteger files = new AtomicInteger();

    private Path folder = Path.of("");
    private FaultLibrary faults;
    private ChildProcess channels;
    private ChildProcess sqlite;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        FaultLibrary.obstacle().ifPresent(Assumptions::abort);
        folder = temporary;
        faults = new FaultLibrary(folder);
        channels = ChildProcess.start(folder, ChannelChild.class, List.of(), faults::preloadInto);
        sqlite = ChildProcess.start(folder, SqliteChild.class, List.of(), faults::preloadInto);
    }

    @AfterAll
    void stop() throws IOException {
        if (channels != null) {
            channels.close();
        }
        if (sqlite != null) {
            sqlite.close();
        }
    }

    @BeforeEach
    void withoutRules() throws IOException {
        faults.clear();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            write       | write .ndjson EIO         | Input/output error
            write       | write .ndjson ENOSPC      | No space left on device
            write       | write .ndjson short=100   | write 100
            write-at    | write .ndjson EROFS       | Read-only file system
            write-at    | write .ndjson short=100   | write-at 100
            write-parts | write .ndjson EDQUOT      | Disk quota exceeded
            write-parts | write .ndjson short=100   | write-parts 100
            read-at     | read .ndjson EIO          | Input/output error
            read-at     | read .ndjson short=7      | read-at 7
            force       | fsync .ndjson EIO         | Input/output error
            force-data  | fsync .ndjson EIO         | Input/output error
            truncate    | truncate .ndjson EIO      | Input/output error
            copy        | write .copy ENOSPC        | No space left on device
            copy        | read .ndjson EIO          | Input/output error
            """)
    void aChannelMeetsTheFaultOnceAndThenNoMore(String call, String rule, String answer) throws Exception {
        var file = channel();
        var without = channels.ask(call + " " + file);
        assertThat(without).startsWith(call + " ").isNotEqualTo(answer);
        faults.set(rule + " 1");
        assertThat(channels.ask(call + " " + file)).isEqualTo(answer);
        assertThat(channels.ask(call + " " + file)).isEqualTo(without);
        assertThat(faults.hits()).hasSize(1);
    }

    @Test
    void anOpenFailsByThePathThatIsAskedFor() throws Exception {
        faults.set("open .ndjson EMFILE 1");
        var file = folder.resolve("opened.ndjson");
        assertThat(channels.ask("open " + file)).isEqualTo("Too many open files");
        assertThat(file).doesNotExist();
        assertThat(channels.ask("open " + file)).isEqualTo("open 0");
        assertThat(faults.hits()).containsExactly("open " + file + " EMFILE");
    }

    @Test
    void aWriteThatFailsWritesNothingAndAShortOneItsBeginning() throws Exception {
        var file = folder.resolve("short.ndjson");
        channels.ask("open " + file);
        faults.set("write .ndjson short=100 1", "write .ndjson ENOSPC 1");
        channels.ask("write " + file);
        channels.ask("write " + file);
        assertThat(file).hasSize(100);
    }

    @Test
    void aDelayMakesACallLate() throws Exception {
        var file = channel();
        faults.set("fsync .ndjson delay=150ms 1");
        long begin = System.nanoTime();
        assertThat(channels.ask("force " + file)).isEqualTo("force 0");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(150));
    }

    @Test
    void theFirstRuleThatIsNotUsedUpDecides() throws Exception {
        var file = channel();
        faults.set("fsync .ndjson pass 2", "fsync .ndjson EIO 1", "fsync * ENOSPC 1");
        var answers = List.of(
                channels.ask("force " + file),
                channels.ask("force " + file),
                channels.ask("force " + file),
                channels.ask("force " + file),
                channels.ask("force " + file));
        assertThat(answers)
                .containsExactly("force 0", "force 0", "Input/output error", "No space left on device", "force 0");
        assertThat(faults.hits()).containsExactly("fsync " + file + " EIO", "fsync " + file + " ENOSPC");
    }

    @Test
    void aFileIsKnownByItsPresentNameAlsoOnceItIsDeleted() throws Exception {
        var file = channel();
        var moved = Files.move(file, folder.resolve("moved.old"));
        faults.set("write .ndjson EIO", "write moved.old ENOSPC");
        assertThat(channels.ask("write " + file)).isEqualTo("No space left on device");
        Files.delete(moved);
        assertThat(channels.ask("write " + file)).isEqualTo("No space left on device");
    }

    @Test
    void aRuleCanKillAtACall() throws Exception {
        var file = folder.resolve("last.ndjson");
        try (var child = ChildProcess.start(folder, ChannelChild.class, List.of(), faults::preloadInto)) {
            assertThat(child.ask("open " + file)).isEqualTo("open 0");
            faults.set("fsync .ndjson kill");
            assertThat(child.ask("write " + file)).isEqualTo("write 1000");
            child.say("force " + file);
            assertThat(child.ends(Duration.ofSeconds(20))).isTrue();
            assertThat(child.exitCode()).isEqualTo(137);
            assertThat(child.poll()).isEmpty();
        }
        assertThat(file).hasSize(1000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSERT INTO t VALUES (1)         | write .db-wal ENOSPC 1      | SQLITE_FULL
            INSERT INTO t VALUES (1)         | write .db-wal EIO 1         | SQLITE_IOERR_WRITE
            INSERT INTO t VALUES (1)         | fsync .db-wal EIO 1         | SQLITE_IOERR_FSYNC
            PRAGMA wal_checkpoint(TRUNCATE)  | truncate .db-wal EIO 1      | SQLITE_IOERR_TRUNCATE
            PRAGMA wal_checkpoint(FULL)      | write .db EIO 1             | SQLITE_IOERR_WRITE
            PRAGMA wal_checkpoint(FULL)      | fsync .db EIO 1             | SQLITE_IOERR_FSYNC
            SELECT sum(x) FROM t             | read .db-wal ENODEV 1       | SQLITE_IOERR_READ
            VACUUM INTO '%s.copy'            | open .copy EMFILE           | SQLITE_CANTOPEN
            """)
    void sqliteMeetsTheFaultOnceAndThenNoMore(String sql, String rule, String answer) throws Exception {
        var file = database();
        var statement = sql.formatted(file);
        faults.set(rule);
        assertThat(sqlite.ask(file + " " + statement)).isEqualTo(answer);
        assertThat(faults.hits()).isNotEmpty();
        faults.clear();
        assertThat(sqlite.ask(file + " " + statement)).doesNotStartWith("SQLITE");
        assertThat(sqlite.ask(file + " PRAGMA integrity_check")).isEqualTo("ok");
    }

    @Test
    void sqliteTakesAnErrorOfTheDeviceForDamage() throws Exception {
        var file = database();
        sqlite.ask(file + " PRAGMA wal_checkpoint(TRUNCATE)");
        faults.set("read .db EIO 1");
        assertThat(sqlite.ask(file + " SELECT sum(x) FROM t")).isEqualTo("SQLITE_CORRUPT");
        assertThat(sqlite.ask(file + " SELECT count(*) FROM t")).isEqualTo("200");
    }

    @Test
    void sqliteCannotOpenWithoutDescriptors() throws Exception {
        var file = folder.resolve("closed.db");
        faults.set("open closed.db EMFILE");
        assertThat(sqlite.ask(file + " SELECT 1")).isEqualTo("SQLITE_CANTOPEN");
        assertThat(sqlite.ask(folder.resolve("other.db") + " SELECT 1")).isEqualTo("1");
        faults.clear();
        assertThat(sqlite.ask(file + " SELECT 1")).isEqualTo("1");
    }

    @Test
    void withoutAMatchingRuleNothingChanges() throws Exception {
        faults.set(
                "open .txt EIO",
                "read .txt EIO",
                "write .txt EIO",
                "fsync .txt EIO",
                "truncate .txt EIO",
                "allocate .txt EIO");
        var file = channel();
        assertThat(channels.ask("write " + file)).isEqualTo("write 1000");
        assertThat(channels.ask("write-parts " + file)).isEqualTo("write-parts 2000");
        assertThat(channels.ask("read-at " + file)).isEqualTo("read-at 1000");
        assertThat(channels.ask("force " + file)).isEqualTo("force 0");
        assertThat(channels.ask("copy " + file)).isEqualTo("copy 1000");
        assertThat(channels.ask("truncate " + file)).isEqualTo("truncate 10");
        var database = database();
        assertThat(sqlite.ask(database + " INSERT INTO t VALUES (2)")).isEqualTo("done");
        assertThat(sqlite.ask(database + " PRAGMA wal_checkpoint(TRUNCATE)")).isEqualTo("0");
        assertThat(sqlite.ask(database + " SELECT count(*) FROM t")).isEqualTo("201");
        assertThat(faults.hits()).isEmpty();
    }

    @Test
    void whatIsNoRuleIsRefused() {
        for (var line : List.of("close .db EIO", "write .db", "write .db short", "write a b EIO", "write .db EIO x")) {
            assertThatThrownBy(() -> faults.set(line))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(line);
        }
    }

    /// A file of 1,000 bytes and one beside it for copies, open in the child.
    private Path channel() throws Exception {
        var file = folder.resolve(files.incrementAndGet() + ".ndjson");
        Files.write(file, new byte[1000]);
        assertThat(channels.ask("open " + file)).isEqualTo("open 0");
        assertThat(channels.ask("open " + file + ".copy")).isEqualTo("open 0");
        return file;
    }

    /// A database with 200 rows that are still in its -wal.
    private Path database() throws Exception {
        var file = folder.resolve(files.incrementAndGet() + ".db");
        sqlite.ask(file + " CREATE TABLE t (x)");
        assertThat(sqlite.ask(file + " WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
                        + " INSERT INTO t SELECT zeroblob(1000) FROM n"))
                .isEqualTo("done");
        return file;
    }
}
