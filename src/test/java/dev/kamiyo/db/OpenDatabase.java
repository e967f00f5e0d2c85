package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A database in a folder of its own that is open while a test runs, and short words for what tests do with it.
@Timeout(60)
abstract class OpenDatabase {
    static final int READERS = Math.clamp(Runtime.getRuntime().availableProcessors() * 2L, 4, 16);
    static final Table NUMBERS = Table.of("numbers", "year", "last");
    static final Table SOURCES = Table.of("sources", "name", "validators", "location", "fetched_at");

    @TempDir
    Path folder = Path.of("");

    Path file;
    Database database;

    boolean open;

    @BeforeEach
    final void open() throws IOException {
        file = folder.resolve("kamiyo.db");
        open(Clock.systemUTC());
    }

    @AfterEach
    final void close() {
        if (open) {
            open = false;
            database.close();
        }
    }

    final void open(Clock clock) throws IOException {
        database = TestDatabase.open(folder, clock);
        open = true;
    }

    static DbFault fault(ThrowingCallable call) {
        return catchThrowableOfType(DbFaultException.class, call).fault();
    }

    static void assumeSqlite3() {
        assumeTrue(Sqlite3.isThere(), "the sqlite3 command is not installed");
    }

    final Path wal() {
        return folder.resolve("kamiyo.db-wal");
    }

    static boolean waitFor(CountDownLatch gate) {
        try {
            return gate.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean put(Tx tx, long key, long value) {
        tx.put(NUMBERS, key, value);
        return true;
    }

    static long put(Database database, long key, long value) {
        return database.write(tx -> {
            put(tx, key, value);
            return tx.seq();
        });
    }

    static long last(Database database, long key) {
        return database.read(reader -> reader.number("SELECT last FROM numbers WHERE year = ?", key));
    }

    static long count(Database database) {
        return database.read(reader -> reader.number("SELECT count(*) FROM numbers"));
    }
}
