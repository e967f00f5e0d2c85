package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What is done to the file from outside, and what must come of it.
final class DatabaseFaultTest extends OpenDatabase {
    @Test
    void aQueryThatFailsHarmsNoLaterOne() {
        for (int i = 0; i < 40; i++) {
            assertThatThrownBy(() -> database.read(reader -> reader.number("SELECT nothing FROM nowhere")))
                    .isInstanceOf(DbFaultException.class);
        }
        assertThat(count(database)).isZero();
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
