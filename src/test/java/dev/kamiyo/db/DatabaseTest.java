package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Commands and queries on a healthy file.
final class DatabaseTest extends OpenDatabase {
    @Test
    void whatWasWrittenIsThereAfterItIsOpenedAgain() throws IOException {
        put(database, 7, 1);
        long seq = database.read(Reader::seq);
        close();
        open(Clock.systemUTC());
        assertThat(last(database, 7)).isEqualTo(1);
        assertThat(database.read(Reader::seq)).isEqualTo(seq);
    }

    @Test
    void whatWasAcknowledgedIsInTheThreeFilesAtOnce() throws IOException, InterruptedException {
        for (int i = 1; i <= 50; i++) {
            put(database, i, i);
        }
        var copy = Files.createDirectory(folder.resolve("after-kill"));
        for (var end : List.of("", "-wal", "-shm")) {
            // a child process copies: a close of a live file in this one would drop SQLite's locks
            assertThat(new ProcessBuilder("cp", file + end, copy + "/kamiyo.db" + end)
                            .start()
                            .waitFor())
                    .isZero();
        }
        try (var second = TestDatabase.open(copy)) {
            assertThat(count(second)).isEqualTo(50);
            assertThat(second.read(Reader::seq)).isEqualTo(50);
        }
    }

    @Test
    void aCommandThatThrowsUndoesItsOwnRowsAndNoOthersOfItsGroup() throws Exception {
        var gate = new CountDownLatch(1);
        var first = database.submit(tx -> waitFor(gate));
        var before = database.submit(tx -> put(tx, 1, 1));
        var bad = database.submit(tx -> {
            put(tx, 1, 99);
            put(tx, 2, 99);
            throw new IllegalStateException("no");
        });
        var after = database.submit(tx -> {
            put(tx, 3, tx.number("SELECT last FROM numbers WHERE year = 1"));
            return tx.seq();
        });
        gate.countDown();
        Database.await(first);
        Database.await(before);
        assertThatThrownBy(() -> Database.await(bad))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        assertThat(Database.await(after)).isEqualTo(2);
        assertThat(last(database, 1)).isEqualTo(1);
        assertThat(last(database, 2)).isZero();
        assertThat(last(database, 3)).isEqualTo(1);
        assertThat(database.read(Reader::seq)).isEqualTo(2);
    }

    @Test
    void whatFailsInAGroupFailsAloneInBothCopies() throws Exception {
        assumeSqlite3();
        var gate = new CountDownLatch(1);
        var answers = new ArrayList<CompletableFuture<Boolean>>();
        answers.add(database.submit(tx -> waitFor(gate)));
        for (int i = 1; i <= 100; i++) {
            int n = i;
            answers.add(database.submit(tx -> {
                put(tx, n, n);
                if (n % 10 == 0) {
                    throw new IllegalStateException("refused");
                }
                return true;
            }));
        }
        gate.countDown();
        for (int i = 1; i <= 100; i++) {
            var answer = answers.get(i);
            if (i % 10 == 0) {
                assertThatThrownBy(() -> Database.await(answer)).hasMessage("refused");
            } else {
                assertThat(Database.await(answer)).isTrue();
            }
        }
        assertThat(count(database)).isEqualTo(90);
        TestDatabase.bringBack(database);
        close();
        for (var copy : List.of(
                TestDatabase.folders(folder).primary(),
                TestDatabase.folders(folder).standby())) {
            assertThat(Sqlite3.run(copy, "SELECT count(*), sum(last), (SELECT seq FROM head) FROM numbers"))
                    .isEqualTo("90|4500|90");
        }
    }

    @Test
    void aWriteDoesNotStandBehindThoseOfAnImport() throws Exception {
        var gate = new CountDownLatch(1);
        var ran = new ArrayList<Integer>();
        var answers = new ArrayList<CompletableFuture<?>>();
        answers.add(database.submit(tx -> waitFor(gate)));
        for (int i = 1; i <= 500; i++) {
            int n = i;
            answers.add(database.submitBulk(tx -> {
                ran.add(n);
                return put(tx, n, n);
            }));
        }
        answers.add(database.submit(tx -> {
            ran.add(0);
            return put(tx, 0, 1);
        }));
        gate.countDown();
        answers.forEach(Database::await);
        assertThat(ran.indexOf(0)).isLessThan(200);
        assertThat(ran.stream().filter(n -> n > 0)).hasSize(500).isSorted();
        assertThat(count(database)).isEqualTo(501);
    }

    @Test
    void anErrorInACommandReachesItsCallerAndTheWriterGoesOn() {
        assertThatThrownBy(() -> database.write(_ -> {
                    throw new AssertionError("broken command");
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(put(database, 1, 1)).isEqualTo(1);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "open files are listed in /proc")
    void aLargeWriteKeepsWhatItMayTakeBackInNoTemporaryFile() throws Exception {
        for (int i = 0; i < 20; i++) {
            int base = i * 1_000;
            database.write(tx -> fill(tx, base, 1));
        }
        var temporary = database.write(tx -> {
            for (int i = 0; i < 20; i++) {
                fill(tx, i * 1_000, 2);
            }
            return temporaryFiles();
        });
        assertThat(temporary).isEmpty();
    }

    private static boolean fill(Tx tx, int base, int value) {
        for (int i = 0; i < 1_000; i++) {
            put(tx, base + i, value);
        }
        return true;
    }

    /// SQLite's own, which it deletes as soon as they are open.
    private static List<String> temporaryFiles() {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(DatabaseTest::target)
                    .filter(name -> name.contains("etilqs_"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return ""; // closed since it was listed
        }
    }

    @Test
    void aCommandThatThrowsAfterPutLeavesNothing() {
        assertThatThrownBy(() -> database.write(tx -> {
                    put(tx, 1, 1);
                    throw new IllegalArgumentException("changed its mind");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(count(database)).isZero();
        assertThat(database.read(Reader::seq)).isZero();
    }

    @Test
    void aPutOfTheWrongNumberOfValuesNamesTheTable() {
        assertThatThrownBy(() -> database.write(tx -> {
                    tx.put(NUMBERS, 1);
                    return true;
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("numbers takes 2 values, not 1");
    }

    @Test
    void seqGrowsByOneForEachChangeAndNotForReading() {
        assertThat(put(database, 1, 1)).isEqualTo(1);
        assertThat(database.<Long>write(tx -> tx.number("SELECT count(*) FROM numbers")))
                .isEqualTo(1);
        assertThat(database.read(Reader::seq)).isEqualTo(1);
        long two = database.write(tx -> {
            put(tx, 2, 2);
            put(tx, 3, 3);
            return tx.seq();
        });
        assertThat(two).isEqualTo(2);
        assertThat(put(database, 2, 5)).isEqualTo(3);
        assertThat(database.read(Reader::seq)).isEqualTo(3);
    }

    @Test
    void timeNeverGoesBackEvenIfTheClockDoes() throws IOException {
        close();
        var now = new AtomicReference<>(Instant.parse("2026-01-02T00:00:00Z"));
        open(new ClockOf(now));
        assertThat(database.write(Tx::at)).isEqualTo("2026-01-02T00:00:00Z");
        now.set(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(database.write(Tx::at)).isEqualTo("2026-01-02T00:00:00Z");
        now.set(Instant.parse("2026-01-03T00:00:00Z"));
        assertThat(database.write(Tx::at)).isEqualTo("2026-01-03T00:00:00Z");
    }

    @Test
    void readsAnswerAtOnceDuringALongWrite() throws Exception {
        put(database, 1, 1);
        var inside = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var slow = database.submit(tx -> {
            put(tx, 1, 2);
            inside.countDown();
            return waitFor(gate);
        });
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(last(database, 1)).isEqualTo(1);
        }
        assertThat(slow).isNotDone();
        gate.countDown();
        Database.await(slow);
        assertThat(last(database, 1)).isEqualTo(2);
    }

    @Test
    void aReadSeesOneSnapshot() {
        put(database, 1, 1);
        var sums = database.read(reader -> {
            long first = reader.seq();
            CompletableFuture.supplyAsync(() -> put(database, 1, 2)).join();
            return List.of(first, reader.seq(), reader.number("SELECT last FROM numbers WHERE year = 1"));
        });
        assertThat(sums).containsExactly(1L, 1L, 1L);
        assertThat(last(database, 1)).isEqualTo(2);
    }

    @Test
    void manyThreadsLoseNothingAndGetEachNumberOnce() throws Exception {
        int threads = 16;
        int writes = 200;
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var all = new ArrayList<CompletableFuture<List<Long>>>();
            for (int t = 0; t < threads; t++) {
                int base = t * writes;
                all.add(CompletableFuture.supplyAsync(
                        () -> {
                            var seqs = new ArrayList<Long>();
                            for (int i = 0; i < writes; i++) {
                                seqs.add(put(database, base + i, i));
                            }
                            return seqs;
                        },
                        pool));
            }
            var seqs = new ArrayList<Long>();
            for (var one : all) {
                var mine = one.get(25, TimeUnit.SECONDS);
                assertThat(mine).as("one thread's own writes").isSorted();
                seqs.addAll(mine);
            }
            assertThat(seqs).doesNotHaveDuplicates().hasSize(threads * writes);
        }
        assertThat(count(database)).isEqualTo((long) threads * writes);
        assertThat(database.read(Reader::seq)).isEqualTo((long) threads * writes);
    }

    @Test
    void theFileCanBeReadByAllAndIsInWalMode() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(database.<Optional<String>>read(reader -> reader.text("PRAGMA journal_mode")))
                .contains("wal");
    }

    @Test
    void readersCannotWrite() {
        assertThatThrownBy(() -> database.read(reader -> reader.text("INSERT INTO numbers VALUES (1, 1) RETURNING 1")))
                .isInstanceOfSatisfying(
                        DbFaultException.class, e -> assertThat(e.fault()).isInstanceOf(DbFault.ReadOnly.class));
        assertThat(count(database)).isZero();
    }

    @Test
    void debiansSqliteOpensTheLiveFile() throws Exception {
        assumeSqlite3();
        put(database, 1, 1);
        put(database, 2, 2);
        assertThat(Sqlite3.run(file, "SELECT count(*) FROM numbers")).isEqualTo("2");
        assertThat(Sqlite3.run(file, "PRAGMA integrity_check")).isEqualTo("ok");
        assertThat(Sqlite3.run(file, "PRAGMA foreign_key_check")).isEmpty();
        assertThat(Sqlite3.run(file, ".schema")).contains("CREATE TABLE exploits", "CREATE INDEX find_by_time");
        assertThat(put(database, 3, 3)).isEqualTo(3);
    }

    @Test
    void writesBeyondTheQueueAreRefusedAtOnce() throws Exception {
        var inside = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var running = database.submit(tx -> {
            inside.countDown();
            return waitFor(gate);
        });
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        var waiting = new ArrayList<CompletableFuture<Boolean>>();
        for (int i = 0; i < 4_096; i++) {
            int n = i;
            waiting.add(database.submit(tx -> put(tx, n, n)));
        }
        var refused = database.submit(tx -> put(tx, 9_999, 1));
        assertThat(refused).isCompletedExceptionally();
        assertThatThrownBy(() -> Database.await(refused))
                .isInstanceOfSatisfying(
                        DbFaultException.class, e -> assertThat(e.fault()).isEqualTo(new DbFault.Overloaded()));
        assertThat(running).isNotDone();
        gate.countDown();
        waiting.forEach(Database::await);
        assertThat(count(database)).isEqualTo(4_096);
        assertThat(put(database, 9_999, 1)).isEqualTo(4_097);
    }

    private static final class ClockOf extends Clock {
        private final AtomicReference<Instant> now;

        ClockOf(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    @Test
    void aRowThatAConstraintRefusesFailsItsOwnCommandAlone() throws Exception {
        var gate = new CountDownLatch(1);
        var first = database.submit(tx -> waitFor(gate));
        var good = database.submit(tx -> put(tx, 1, 1));
        var bad = database.submit(tx -> {
            tx.put(NUMBERS, 2, null);
            return true;
        });
        var alsoGood = database.submit(tx -> put(tx, 3, 3));
        gate.countDown();
        Database.await(first);
        assertThatThrownBy(() -> Database.await(bad)).isInstanceOf(DbFaultException.class);
        Database.await(good);
        Database.await(alsoGood);
        assertThat(count(database)).isEqualTo(2);
    }

    @Test
    void aRowThatShouldBeNewAndIsNotFailsItsOwnCommandAlone() {
        database.write(tx -> {
            tx.add(NUMBERS, 1, 1);
            return true;
        });
        assertThatThrownBy(() -> database.write(tx -> {
                    tx.add(NUMBERS, 2, 2);
                    tx.add(NUMBERS, 1, 9);
                    return true;
                }))
                .isInstanceOf(DbFaultException.class);
        put(database, 3, 3);
        assertThat(last(database, 1)).isEqualTo(1);
        assertThat(last(database, 2)).isZero();
        assertThat(database.read(Fingerprints::count)).isEqualTo(database.read(Fingerprints::kept));
    }

    @Test
    void timeDoesNotGoBackOverARestart() throws IOException {
        close();
        var now = new AtomicReference<>(Instant.parse("2026-01-02T00:00:00Z"));
        open(new ClockOf(now));
        put(database, 1, 1);
        close();
        now.set(Instant.parse("2026-01-01T00:00:00Z"));
        open(new ClockOf(now));
        assertThat(database.write(Tx::at)).isAfterOrEqualTo("2026-01-02T00:00:00Z");
    }
}
