package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            copy.close();
        }
    }
}
