package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    void aFileOfTheSecondVersionKeepsItsRowsAndBothCopiesAreEqual() throws Exception {
        Files.createDirectories(folder);
        try (var connection = Connections.create(file());
                var sql = connection.createStatement()) {
            sql.executeUpdate(script("001-exploits.sql"));
            sql.executeUpdate("PRAGMA user_version=1");
            sql.executeUpdate("""
                    INSERT INTO exploits VALUES ('KYM-2025-00001', 'A', 'a', 'A', '[]', NULL, 'unknown', 100, NULL, NULL,
                      NULL, NULL, 'low', 'reported', '[]', '[]', '[]', '[]', '2026-01-01T00:00:00Z',
                      '2026-01-01T00:00:00Z')""");
            sql.executeUpdate("""
                    INSERT INTO claims VALUES ('rekt', 'b', 'KYM-2025-00001', NULL, '{}', '{}', '2026-01-01T00:00:00Z',
                      '2026-01-01T00:00:00Z'), ('defillama', 'a', 'KYM-2025-00001', NULL, '{}', '{}',
                      '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')""");
            sql.executeUpdate(
                    "INSERT INTO changes VALUES (1, 'KYM-2025-00001', 'created', '2026-01-01T00:00:00Z', '{}')");
            sql.executeUpdate("INSERT INTO keys VALUES ('first-admin', 'ab', 'admin', '2026-01-01T00:00:00Z')");
            sql.executeUpdate("INSERT INTO idempotency VALUES ('c', 'k', 'cd', 'KYM-2025-00001', '{}',"
                    + " '2026-01-01T00:00:00Z')");
            sql.executeUpdate("INSERT INTO meta VALUES ('seq', 1), ('at', '2026-01-01T00:00:00Z')");
            assertThat(Migrations.makeCopy(connection)).isTrue();
        }
        try (var database = TestDatabase.open(folder)) {
            assertThat(database.needsMigration()).isTrue();
            database.migrate();

            assertThat(database.<List<String>>read(reader -> reader.list(
                            "SELECT source || ' ' || home || ' ' || number FROM claims ORDER BY number",
                            row -> row.getString(1))))
                    .containsExactly("defillama KYM-2025-00001 1", "rekt KYM-2025-00001 2");
            assertThat(database.<Long>read(reader -> reader.number("SELECT count(*) FROM changes")))
                    .isEqualTo(1);
            assertThat(database.<Optional<String>>read(
                            reader -> reader.text("SELECT name FROM keys WHERE id = 'first-admin'")))
                    .contains("first-admin");
            assertThat(database.<Optional<String>>read(
                            reader -> reader.text("SELECT status || ' ' || subject FROM idempotency WHERE key = 'k'")))
                    .contains("201 KYM-2025-00001");
            assertThat(database.<Long>read(reader -> reader.number("SELECT n FROM totals")))
                    .isEqualTo(1);
            for (var role : Role.values()) {
                database.catchUp(role); // on a slow disk it may have been late with the migration
            }
            assertThat(database.inspect(Role.PRIMARY))
                    .isInstanceOf(Inspection.Sound.class)
                    .isEqualTo(database.inspect(Role.STANDBY));
        }
    }

    private static String script(String name) throws IOException {
        try (var in = Objects.requireNonNull(Migrations.class.getResourceAsStream("/db/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
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
