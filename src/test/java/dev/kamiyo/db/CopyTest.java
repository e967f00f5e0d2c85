package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.testing.Program;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aTransactionThatCannotWriteIsNotLeftOpen() throws Exception {
        TestDatabase.open(folder).close();
        var copy = Copy.open(Role.PRIMARY, folder.resolve("kamiyo.db"), 1);
        try (var statement = copy.tx().connection().createStatement()) {
            statement.execute("PRAGMA query_only = ON");
            assertThatThrownBy(copy::begin)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(DbFault.of(e)).isInstanceOf(DbFault.ReadOnly.class));
            statement.execute("PRAGMA query_only = OFF");
            assertThat(copy.begin()).isFalse();
            copy.rollback();
        } finally {
            copy.close(true);
        }
    }

    /// Closing the last connection of a file as usual would move its -wal into it, and delete the -wal under its name.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat other >kamiyo.db",
                "truncate -s 0 kamiyo.db",
                "head -c 9000 /dev/urandom | dd of=kamiyo.db conv=notrunc status=none",
                "mkdir away && mv kamiyo.db* away && cp other kamiyo.db && echo another >kamiyo.db-wal",
                "mkdir away && mv kamiyo.db* away && cp other kamiyo.db && echo another >kamiyo.db-wal"
                        + " && truncate -s 0 away/kamiyo.db",
                "rm kamiyo.db* && cp other kamiyo.db && echo another >kamiyo.db-wal",
                "mkdir away && mv kamiyo.db away && cp other kamiyo.db",
            })
    void aCopyThatIsAbandonedIsClosedAndMovesAndDeletesNothing(String deed) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/fd")), "no /proc here");
        TestDatabase.open(folder).close();
        var file = folder.resolve("kamiyo.db");
        Files.copy(file, folder.resolve("other"));
        var copy = Copy.open(Role.PRIMARY, file, 3);
        copy.begin();
        copy.tx().run("INSERT OR REPLACE INTO meta VALUES ('in the', '-wal')");
        copy.commitUnchanged();
        shell(deed);
        for (int i = 0; i < 3; i++) { // the handles see what they can
            copy.readers()
                    .submit(reader -> reader.number("SELECT count(*) FROM meta"))
                    .exceptionally(_ -> 0L)
                    .join();
        }
        var before = shell("find . -name 'kamiyo.db*' ! -name '*-shm' -type f | sort | xargs sha256sum");
        copy.abandon();
        Waiting.until(() -> DescriptorsTest.open(folder) == 0);
        assertThat(shell("find . -name 'kamiyo.db*' ! -name '*-shm' -type f | sort | xargs sha256sum"))
                .isEqualTo(before);
    }

    private String shell(String command) throws IOException {
        return Program.run("sh", "-c", "cd " + folder + " && " + command);
    }
}
