package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReaderTest {
    private static final String SQL = "SELECT count(*) FROM t";

    @TempDir
    private Path folder = Path.of("");

    /// The driver finalises a statement that failed; a kept one would never work again.
    @Test
    void aStatementThatFailedWorksAgainOnceTheFileIsWell() throws Exception {
        var file = folder.resolve("x.db");
        var connection = Connections.create(file);
        var writer = new Reader(connection);
        writer.run("CREATE TABLE t (a)");
        writer.run("INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                + " SELECT hex(randomblob(50)) FROM n");
        writer.close();
        var sound = Files.readAllBytes(file);
        var damaged = sound.clone();
        for (int at = 4096; at < damaged.length; at++) {
            damaged[at] = 7;
        }
        var reader = new Reader(Connections.reader(file));
        try {
            Files.write(file, damaged);
            assertThatThrownBy(() -> reader.number(SQL)).isInstanceOf(DbFaultException.class);
            assertThatThrownBy(() -> reader.number(SQL))
                    .isInstanceOfSatisfying(
                            DbFaultException.class, e -> assertThat(e.fault()).isInstanceOf(DbFault.Corrupt.class));
            Files.write(file, sound);
            assertThat(reader.number(SQL)).isEqualTo(5000);
        } finally {
            close(reader);
        }
    }

    private static void close(Reader reader) throws SQLException {
        reader.close();
    }
}
