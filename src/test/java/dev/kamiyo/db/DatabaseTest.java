package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class DatabaseTest {
    private static final int READERS = Math.clamp(Runtime.getRuntime().availableProcessors() * 2L, 4, 16);
    private static final Table NUMBERS = Table.of("numbers", "year", "last");
    private static final Table SOURCES = Table.of("sources", "name", "validators", "location", "fetched_at");

    @TempDir
    private Path folder = Path.of("");

    private Path file;
    private Database database;

    private boolean open;

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("kamiyo.db");
        open(Clock.systemUTC());
    }

    @AfterEach
    void close() {
        if (open) {
            open = false;
            database.close();
        }
    }

    private void open(Clock clock) throws IOException {
        database = Database.open(file, clock);
        open = true;
    }

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
        try (var second = Database.open(copy.resolve("kamiyo.db"), Clock.systemUTC())) {
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
    void anErrorInACommandReachesItsCallerAndTheWriterGoesOn() {
        assertThatThrownBy(() -> database.write(_ -> {
                    throw new AssertionError("broken command");
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(put(database, 1, 1)).isEqualTo(1);
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
    void aQueryThatFailsHarmsNoLaterOne() {
        for (int i = 0; i < 40; i++) {
            assertThatThrownBy(() -> database.read(reader -> reader.number("SELECT nothing FROM nowhere")))
                    .isInstanceOf(DbFaultException.class);
        }
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
        assertThat(Sqlite3.run(file, ".schema")).contains("CREATE TABLE exploits", "CREATE INDEX exploits_newest");
        assertThat(put(database, 3, 3)).isEqualTo(3);
        assertThat(database.check()).isEmpty();
    }

    @Test
    void aHealthyFileChecksWell() {
        assertThat(database.check()).isEmpty();
        assertThat(database.read(Reader::seq)).as("checking changes nothing").isZero();
    }

    @Test
    void aDeletedFileIsNoticedAndNoEmptyOneAppears() throws Exception {
        put(database, 1, 1);
        useAllReaders();
        Files.delete(file);
        assertThat(database.check()).contains(new DbFault.CannotOpen(14));
        assertThat(database.check()).contains(new DbFault.CannotOpen(14));
        assertThat(file).doesNotExist();
        assertThat(last(database, 1)).as("open handles go on").isEqualTo(1);
    }

    @Test
    void anotherFileMovedOverIsNoticed() throws IOException {
        put(database, 1, 1);
        var other = folder.resolve("other.db");
        Database.open(other, Clock.systemUTC()).close();
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(database.check()).contains(new DbFault.CannotOpen(14));
    }

    @Test
    void aForeignLockRefusesWritesAndNotReadsAndPasses() throws Exception {
        assumeSqlite3();
        put(database, 1, 1);
        for (var lock : List.of("BEGIN IMMEDIATE;", "BEGIN EXCLUSIVE;")) {
            try (var _ = Sqlite3.holding(file, lock)) {
                var write = CompletableFuture.supplyAsync(() -> put(database, 2, 2));
                var check = CompletableFuture.supplyAsync(database::check);
                for (int i = 0; i < 20; i++) {
                    assertThat(last(database, 1)).isEqualTo(1);
                }
                assertThat(check.get(20, TimeUnit.SECONDS)).as(lock).containsInstanceOf(DbFault.Locked.class);
                assertThatThrownBy(write::join)
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                DbFaultException.class,
                                e -> assertThat(e.fault()).isInstanceOf(DbFault.Locked.class));
            }
            assertThat(database.check()).as("after " + lock).isEmpty();
            assertThat(last(database, 2)).as("the refused write left nothing").isZero();
        }
        assertThat(put(database, 2, 2)).isEqualTo(2);
    }

    @Test
    void anOverwrittenHeaderIsAFault() throws Exception {
        put(database, 1, 1);
        database.settle();
        overwriteHeader();
        assertThat(database.check()).containsInstanceOf(DbFault.NotADatabase.class);
    }

    @Test
    void aFileThatIsNoDatabaseIsNotTouchedAndOpensOnceItIsOne() throws Exception {
        put(database, 1, 1);
        close();
        var right = Files.readAllBytes(file);
        Files.writeString(file, "these are words and no pages; ".repeat(300));
        var wrong = Files.readAllBytes(file);
        open(Clock.systemUTC());
        for (int i = 0; i < 2; i++) {
            assertThat(database.check()).containsInstanceOf(DbFault.NotADatabase.class);
            assertThat(fault(() -> count(database))).isInstanceOf(DbFault.NotADatabase.class);
            assertThat(fault(() -> put(database, 2, 2))).isInstanceOf(DbFault.NotADatabase.class);
            assertThat(fault(database::settle)).isInstanceOf(DbFault.NotADatabase.class);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(wrong);
        Files.write(file, right);
        Waiting.until(() -> database.check().isEmpty());
        assertThat(last(database, 1)).isEqualTo(1);
        assertThat(put(database, 2, 2)).isEqualTo(2);
    }

    @Test
    void aFolderThatIsMissingIsCannotOpen() throws IOException {
        try (var none = Database.open(folder.resolve("none/kamiyo.db"), Clock.systemUTC())) {
            assertThat(fault(() -> count(none))).isInstanceOf(DbFault.CannotOpen.class);
            assertThat(fault(() -> put(none, 1, 1))).isInstanceOf(DbFault.CannotOpen.class);
            assertThat(none.check()).containsInstanceOf(DbFault.CannotOpen.class);
            assertThat(folder.resolve("none")).doesNotExist();
        }
    }

    @Test
    void aFolderWithoutRightsIsAFaultThatPasses() throws IOException {
        assumeFalse(
                "root".equals(System.getProperty("user.name")), "root passes every permission: run as another user");
        var mode = Files.getPosixFilePermissions(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));
        try {
            assertThat(database.check()).containsInstanceOf(DbFault.CannotOpen.class);
            assertThat(count(database)).as("open readers go on").isZero();
        } finally {
            Files.setPosixFilePermissions(folder, mode);
        }
        assertThat(database.check()).isEmpty();
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

    @Test
    void settleEmptiesTheWal() throws IOException {
        put(database, 1, 1);
        assertThat(Files.size(wal())).isPositive();
        database.settle();
        assertThat(Files.size(wal())).isZero();
        assertThat(last(database, 1)).isEqualTo(1);
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

    private void overwriteHeader() throws IOException, InterruptedException {
        var garbage = folder.resolve("garbage");
        try (var out = FileChannel.open(garbage, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.allocate(100);
            while (bytes.hasRemaining()) {
                bytes.put((byte) 0x5a);
            }
            out.write(bytes.flip());
        }
        assertThat(new ProcessBuilder("dd", "if=" + garbage, "of=" + file, "bs=100", "count=1", "conv=notrunc")
                        .redirectErrorStream(true)
                        .start()
                        .waitFor())
                .isZero();
    }

    private static DbFault fault(ThrowingCallable call) {
        return catchThrowableOfType(DbFaultException.class, call).fault();
    }

    private static void assumeSqlite3() {
        assumeTrue(Sqlite3.isThere(), "the sqlite3 command is not installed");
    }

    private Path wal() {
        return folder.resolve("kamiyo.db-wal");
    }

    private static boolean waitFor(CountDownLatch gate) {
        try {
            return gate.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean put(Tx tx, long key, long value) {
        tx.put(NUMBERS, key, value);
        return true;
    }

    private static long put(Database database, long key, long value) {
        return database.write(tx -> {
            put(tx, key, value);
            return tx.seq();
        });
    }

    private static long last(Database database, long key) {
        return database.read(reader -> reader.number("SELECT last FROM numbers WHERE year = ?", key));
    }

    /// Runs a query on each reader at the same time.
    private void useAllReaders() throws Exception {
        var all = new CountDownLatch(READERS);
        var answers = new ArrayList<CompletableFuture<Long>>();
        for (int i = 0; i < READERS; i++) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> database.read(reader -> {
                        all.countDown();
                        return waitFor(all) ? reader.seq() : -1;
                    }),
                    task -> Thread.ofPlatform().daemon().start(task)));
        }
        for (var answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS)).isNotNegative();
        }
    }

    private static long count(Database database) {
        return database.read(reader -> reader.number("SELECT count(*) FROM numbers"));
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

    @Test
    void aMissingFileBesideItsWalIsNotReplacedByAnEmptyOne() throws Exception {
        put(database, 1, 1);
        var copy = Files.createDirectory(folder.resolve("after-rm"));
        assertThat(new ProcessBuilder("cp", wal().toString(), copy + "/kamiyo.db-wal")
                        .start()
                        .waitFor())
                .isZero();
        long size = Files.size(copy.resolve("kamiyo.db-wal"));
        assertThat(size).isPositive();
        try {
            Database.open(copy.resolve("kamiyo.db"), Clock.systemUTC()).close();
        } catch (DbFaultException e) {
            assertThat(e.fault()).isInstanceOf(DbFault.CannotOpen.class);
        }
        assertThat(copy.resolve("kamiyo.db-wal")).exists().hasSize(size);
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

    @Test
    void readersThatWereNeverUsedStillAnswerAfterTheFileIsDeleted() throws Exception {
        put(database, 1, 1);
        Files.delete(file);
        useAllReaders();
    }

    /// Somebody who copies a backup over the file cuts it to nothing first; that moment must not make it a new one.
    @Test
    void anEmptyFileIsNeverInitialised() throws Exception {
        put(database, 1, 1);
        close();
        var sound = Files.readAllBytes(file);
        Files.write(file, new byte[0]);
        database = Database.open(file, Clock.systemUTC());
        for (int i = 0; i < 3; i++) {
            assertThat(database.check()).contains(new DbFault.NotADatabase(26));
        }
        assertThat(file).hasSize(0);
        assertThatThrownBy(() -> put(database, 2, 2)).isInstanceOf(DbFaultException.class);
        Files.write(file, sound);
        Waiting.until(() -> database.check().isEmpty());
        assertThat(count(database)).isEqualTo(1);
    }

    /// A file of another program is not ours to write to.
    @Test
    void aDatabaseWithoutOurSchemaIsLeftAlone() throws Exception {
        close();
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        Files.delete(file);
        Sqlite3.run(file, "CREATE TABLE other (a); INSERT INTO other VALUES (7);");
        database = Database.open(file, Clock.systemUTC());
        assertThat(database.check()).contains(new DbFault.NotADatabase(26));
        close();
        assertThat(Sqlite3.run(file, "SELECT group_concat(name) FROM sqlite_schema;"))
                .isEqualTo("other");
    }

    @Test
    void aFileThatIsStillBeingCopiedIsNotOpened() throws Exception {
        put(database, 1, 1);
        close();
        var sound = Files.readAllBytes(file);
        Files.write(file, new byte[100]);
        database = Database.open(file, Clock.systemUTC());
        for (int second = 0; second < 5; second++) {
            Files.write(file, sound);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000L * second));
            assertThat(database.check()).as("changed between two looks").isPresent();
        }
        Waiting.until(() -> database.check().isEmpty());
        assertThat(count(database)).isEqualTo(1);
    }

    /// A kill while the very first file is made leaves a draft, and the next start makes the file after all.
    @Test
    void whatAKilledFirstStartLeftIsNoObstacle() throws Exception {
        close();
        var other = Files.createDirectory(folder.resolve("killed")).resolve("kamiyo.db");
        Files.write(other.resolveSibling("kamiyo.db.tmp"), new byte[4_096]);
        Files.write(other.resolveSibling("kamiyo.db.tmp-wal"), new byte[100]);
        try (var made = Database.open(other, Clock.systemUTC())) {
            assertThat(made.check()).isEmpty();
        }
        try (var files = Files.list(other.getParent())) {
            assertThat(files).containsExactly(other);
        }
    }
}
