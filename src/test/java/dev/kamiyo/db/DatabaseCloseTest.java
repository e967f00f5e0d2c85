package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.files.FileRecord;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The -wal, and the end.
final class DatabaseCloseTest extends OpenDatabase {
    @Test
    void settleEmptiesTheWal() throws IOException {
        put(database, 1, 1);
        assertThat(Files.size(wal())).isPositive();
        database.settle();
        assertThat(Files.size(wal())).isZero();
        assertThat(last(database, 1)).isEqualTo(1);
    }

    @Test
    void aQueryThatRunsForEverDoesNotKeepTheEndWaiting() throws Exception {
        close();
        database = Database.open(
                TestDatabase.folders(folder), Clock.systemUTC(), Bases.NONE, Watcher.NONE, Duration.ofSeconds(1));
        open = true;
        var query = CompletableFuture.supplyAsync(() -> database.read(reader -> reader.number(
                "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c")));
        Waiting.until(() -> !database.queries().isEmpty());
        close();
        assertThat(query).isCompletedExceptionally();
    }

    @Test
    void theWalStaysShortOverThousandsOfWrites() throws Exception {
        long longest = 0;
        var text = "x".repeat(3_000);
        for (int round = 0; round < 50; round++) {
            var group = new ArrayList<CompletableFuture<Boolean>>();
            for (int i = 0; i < 100; i++) {
                int n = round * 100 + i;
                group.add(database.submit(tx -> {
                    tx.put(SOURCES, "s" + n, text, null, null);
                    return true;
                }));
            }
            group.forEach(Database::await);
            longest = Math.max(longest, Files.size(wal()));
        }
        assertThat(longest).isBetween(500L * 4096, 10L << 20);
        assertThat(database.<Long>read(reader -> reader.number("SELECT count(*) FROM sources")))
                .isEqualTo(5_000);
    }

    /// What counts is what is not moved yet, and not how long the -wal was.
    @Test
    void aWalThatWasLongOnceIsNotMovedAfterEachGroup() throws Exception {
        var text = "x".repeat(3_000);
        long longest = 0;
        for (int i = 0; i < 1_000; i++) {
            int n = i;
            var answer = database.submit(tx -> {
                tx.put(SOURCES, "s" + n, text, null, null);
                return true;
            });
            if (n % 50 == 49) { // in groups so small that no copy lags behind and leaves service
                Database.await(answer);
                longest = Math.max(longest, Files.size(wal()));
            }
        }
        assertThat(longest).isGreaterThan(500L * 4096);
        var found = new HashSet<FileRecord>();
        for (int i = 0; i < 30; i++) {
            put(database, 1, i);
            found.add(FileRecord.of(file).orElseThrow());
        }
        assertThat(found).hasSizeLessThan(4);
    }

    @Test
    void closingMovesEverythingIntoTheFileAndRemovesTheWal() throws Exception {
        put(database, 1, 1);
        close();
        assertThat(wal()).doesNotExist();
        assertThat(folder.resolve("kamiyo.db-shm")).doesNotExist();
        open(Clock.systemUTC());
        assertThat(last(database, 1)).isEqualTo(1);
    }

    @Test
    void closingFinishesWhatIsWaitingAndRefusesWhatComesLater() throws Exception {
        var inside = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var running = database.submit(tx -> {
            inside.countDown();
            return Answers.uninterruptibly(() -> gate.await(20, TimeUnit.SECONDS));
        });
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        var waiting = database.submit(tx -> put(tx, 1, 1));
        var closed = CompletableFuture.runAsync(this::close);
        gate.countDown();
        closed.get(20, TimeUnit.SECONDS);
        Database.await(running);
        Database.await(waiting);
        assertThatThrownBy(() -> put(database, 2, 2)).isInstanceOf(DbFaultException.class);
        open(Clock.systemUTC());
        assertThat(last(database, 1)).isEqualTo(1);
        assertThat(last(database, 2)).isZero();
    }

    @Test
    void closingLeavesNoReaderWaitingForEver() throws Exception {
        var gate = new CountDownLatch(1);
        var running = new CountDownLatch(4);
        var ended = new CountDownLatch(64);
        for (int i = 0; i < 64; i++) {
            var _ = Thread.ofPlatform().daemon().start(() -> {
                try {
                    database.read(_ -> {
                        running.countDown();
                        return waitFor(gate);
                    });
                } catch (DbFaultException _) {
                    // being refused is an end, too
                } finally {
                    ended.countDown();
                }
            });
        }
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        var closer = Thread.ofPlatform().daemon().start(this::close);
        Waiting.until(() -> closer.getState().name().endsWith("WAITING"));
        gate.countDown();
        assertThat(closer.join(Duration.ofSeconds(10))).isTrue();
        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingTwiceIsClosingOnce() throws Exception {
        close();
        var again = Thread.ofPlatform().daemon().start(database::close);
        assertThat(again.join(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void aSmallWriteDoesNotMoveTheWalEachTime() throws Exception {
        var text = "x".repeat(4_000);
        for (int i = 0; i < 700; i++) {
            int n = i;
            var _ = database.submit(tx -> {
                tx.put(SOURCES, "s" + n, text, null, null);
                return true;
            });
        }
        put(database, 1, 1);
        var _ = database.write(Tx::seq); // behind the checkpoint of the write before it
        var before = Files.getLastModifiedTime(file);
        int moved = 0;
        for (int i = 0; i < 20; i++) {
            put(database, i, i);
            var _ = database.write(Tx::seq);
            var now = Files.getLastModifiedTime(file);
            moved += now.equals(before) ? 0 : 1;
            before = now;
        }
        assertThat(moved).as("writes to the main file for 20 small commands").isLessThanOrEqualTo(2);
    }
}
