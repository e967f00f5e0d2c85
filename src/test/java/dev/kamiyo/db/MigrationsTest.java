package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFreshFileGetsTheCurrentVersion() throws IOException {
        try (var database = TestDatabase.open(folder)) {
            long version = database.read(reader -> reader.number("PRAGMA user_version"));
            assertThat(version).isEqualTo(Migrations.current()).isPositive();
            assertThat(database.<Long>read(reader -> reader.number("SELECT count(*) FROM exploits")))
                    .isZero();
        }
    }

    @Test
    void aFileOfThisVersionIsOpenedAsItIs() throws Exception {
        TestDatabase.open(folder).close();
        var before = Files.readAllBytes(file());
        TestDatabase.open(folder).close();
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void aNewerFileIsRefusedAndKeptToTheByte() throws Exception {
        TestDatabase.open(folder).close();
        raiseVersion(Migrations.current() + 1);
        var before = Files.readAllBytes(file());

        assertThatThrownBy(() -> TestDatabase.open(folder))
                .isInstanceOf(SchemaTooNewException.class)
                .hasMessageContaining(String.valueOf(Migrations.current() + 1))
                .hasMessageContaining(String.valueOf(Migrations.current()));

        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        assertThat(folder.resolve("kamiyo.db-wal")).doesNotExist();
    }

    @Test
    void aFileThatWasOpenedInVainCanBeOpenedOnceItIsRight() throws Exception {
        TestDatabase.open(folder).close();
        raiseVersion(Migrations.current() + 1);
        assertThatThrownBy(() -> TestDatabase.open(folder)).isInstanceOf(SchemaTooNewException.class);
        raiseVersion(Migrations.current());
        try (var database = TestDatabase.open(folder)) {
            assertThat(database.write(Tx::seq)).isEqualTo(1);
        }
    }

    @Test
    void aMigrationThatFailsLeavesNothingBehind() throws Exception {
        try (var connection = Connections.create(file());
                var statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE claims (in_the_way)");
            assertThatThrownBy(() -> Migrations.create(connection)).isInstanceOf(SQLException.class);
            try (var row =
                    statement.executeQuery("SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table'")) {
                assertThat(row.getString(1)).isEqualTo("claims");
            }
            try (var row = statement.executeQuery("PRAGMA user_version")) {
                assertThat(row.getInt(1)).isZero();
            }
        }
    }

    private void raiseVersion(int version) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version=" + version);
        }
    }

    private Path file() {
        return folder.resolve("kamiyo.db");
    }
}
