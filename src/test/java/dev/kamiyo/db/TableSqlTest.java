package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.journal.Table;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableSqlTest {
    private static final Table PAIRS = new Table("pairs", List.of("a", "b"), List.of("x", "y"));
    private static final Table MARKS = new Table("marks", List.of("a", "b"), List.of());

    @TempDir
    private Path folder = Path.of("");

    private Connection connection;

    @BeforeEach
    void create() throws SQLException {
        connection = Connections.create(folder.resolve("t.db"));
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE pairs (x, a, b, y, PRIMARY KEY (a, b))");
            statement.executeUpdate("CREATE TABLE marks (a, b, PRIMARY KEY (a, b))");
            statement.executeUpdate(
                    "CREATE TABLE follows (a, b, FOREIGN KEY (a, b) REFERENCES pairs (a, b)" + " ON DELETE CASCADE)");
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aNewKeyIsInserted() throws SQLException {
        put(PAIRS, "k", 1L, "x1", null);
        put(PAIRS, "k", 2L, "x2", 7L);
        assertThat(rows("SELECT a, b, x, y FROM pairs ORDER BY a, b")).containsExactly("k|1|x1|null", "k|2|x2|7");
    }

    @Test
    void aKnownKeyHasAllItsOtherColumnsReplacedEvenByNull() throws SQLException {
        put(PAIRS, "k", 1L, "x1", 7L);
        put(PAIRS, "k", 1L, null, 8L);
        assertThat(rows("SELECT a, b, x, y FROM pairs")).containsExactly("k|1|null|8");
    }

    @Test
    void aReplacedRowIsUpdatedInPlaceSoThatRowsThatPointToItStay() throws SQLException {
        put(PAIRS, "k", 1L, "x1", 7L);
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO follows VALUES ('k', 1)");
        }
        put(PAIRS, "k", 1L, "x2", 7L);
        assertThat(rows("SELECT a, b FROM follows")).containsExactly("k|1");
    }

    @Test
    void aTableOfKeysAloneTakesTheSameRowTwice() throws SQLException {
        put(MARKS, "k", 1L);
        put(MARKS, "k", 1L);
        assertThat(rows("SELECT a, b FROM marks")).containsExactly("k|1");
    }

    private void put(Table table, @Nullable Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(TableSql.of(table).upsert())) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private List<String> rows(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (row.next()) {
                var line = new ArrayList<String>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    line.add(String.valueOf(row.getObject(i)));
                }
                found.add(String.join("|", line));
            }
            return found;
        }
    }
}
