package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.guardian.Guardian;
import dev.kamiyo.guardian.IncidentListener;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.Waiting;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What somebody changes with sqlite3 is taken back exactly, and saved.
final class HandEditsTest extends OpenDatabase {
    enum Edit {
        INSERT("INSERT INTO numbers VALUES (9, 9)", 1),
        UPDATE("UPDATE numbers SET last = 77 WHERE year = 1", 1),
        DELETE("DELETE FROM numbers WHERE year = 1", 1),
        UPSERT("INSERT INTO numbers VALUES (1, 5) ON CONFLICT (year) DO UPDATE SET last = 5", 1),
        REPLACE("INSERT OR REPLACE INTO numbers VALUES (1, 55)", 1),
        KEY("UPDATE numbers SET year = 8 WHERE year = 1", 2),
        SEVERAL(
                "BEGIN; DELETE FROM numbers WHERE year = 2; INSERT INTO numbers VALUES (7, 7);"
                        + " UPDATE numbers SET last = 3 WHERE year = 1; COMMIT",
                3),
        BACK_AGAIN(
                "BEGIN; UPDATE numbers SET last = 3 WHERE year = 1; UPDATE numbers SET last = 10 WHERE year = 1;"
                        + " COMMIT",
                0),
        OF_AN_EXPLOIT(
                "INSERT OR REPLACE INTO exploits SELECT id, 'mine', protocol_slug, protocol_name, chains, occurred_at,"
                        + " occurred_precision, loss_cents, recovered_cents, technique, technique_label, target, severity, status,"
                        + " transactions, addresses, sources, refs, first_seen_at, modified_at, merged_into FROM exploits",
                1);

        private final String sql;
        private final int rows;

        Edit(String sql, int rows) {
            this.sql = sql;
            this.rows = rows;
        }
    }

    @ParameterizedTest
    @EnumSource(Edit.class)
    void madeWhileTheServiceRuns(Edit edit) throws Exception {
        assumeSqlite3();
        fill();
        assertThat(Sqlite3.run(file, edit.sql)).isEmpty();
        Waiting.until(() -> Sqlite3.run(file, "SELECT count(*) FROM hand_edits").equals("0"));
        isAsBefore(edit);
    }

    @ParameterizedTest
    @EnumSource(Edit.class)
    void madeWhileItIsStopped(Edit edit) throws Exception {
        assumeSqlite3();
        fill();
        close();
        assertThat(Sqlite3.run(file, edit.sql)).isEmpty();
        open(Clock.systemUTC());
        isAsBefore(edit);
    }

    @Test
    void editsThatComeOneAfterTheOtherAmidWritesLeaveNothingBehind() throws Exception {
        assumeSqlite3();
        fill();
        for (int i = 0; i < 20; i++) {
            Sqlite3.run(file, ".timeout 5000\nUPDATE numbers SET last = last + 1 WHERE year = 1");
            put(database, 100 + i, i);
        }
        Waiting.until(() -> Sqlite3.run(file, "SELECT count(*) FROM hand_edits").equals("0"));
        bothAreEqual();
    }

    @ParameterizedTest
    @EnumSource(Schema.class)
    void aSchemaThatWasChangedByHandIsHealed(Schema change) throws Exception {
        assumeSqlite3();
        fill();
        try (var _ = new Guardian(database, Clock.systemUTC(), List::of, IncidentListener.NONE)) {
            assertThat(Sqlite3.run(file, change.sql)).isEmpty();
            Waiting.until(() -> database.inspect(Role.PRIMARY) instanceof Inspection.Sound
                    && database.copy(Role.PRIMARY).inService());
            put(database, 3, 3);
        }
        bothAreEqual();
    }

    enum Schema {
        INDEX("CREATE INDEX mine ON numbers (last)"),
        TRIGGER("DROP TRIGGER hand_edit_numbers_update"),
        COLUMN("BEGIN; ALTER TABLE numbers ADD COLUMN mine; UPDATE numbers SET last = 1; COMMIT");

        private final String sql;

        Schema(String sql) {
            this.sql = sql;
        }
    }

    private void fill() {
        put(database, 1, 10);
        put(database, 2, 20);
        database.write(tx -> {
            tx.put(
                    Fingerprints.tables(tx).stream()
                            .filter(table -> table.name().equals("exploits"))
                            .findFirst()
                            .orElseThrow(),
                    "id",
                    "title",
                    null,
                    null,
                    "[]",
                    null,
                    "unknown",
                    null,
                    null,
                    null,
                    null,
                    null,
                    "unknown",
                    "reported",
                    "[]",
                    "[]",
                    "[]",
                    "[]",
                    "2026-01-01T00:00:00Z",
                    "2026-01-01T00:00:00Z",
                    null);
            return true;
        });
    }

    private void isAsBefore(Edit edit) throws Exception {
        put(database, 3, 30);
        assertThat(last(database, 1)).isEqualTo(10);
        assertThat(last(database, 2)).isEqualTo(20);
        assertThat(count(database)).isEqualTo(3);
        bothAreEqual();
        assertThat(database.<Long>read(reader -> reader.number("SELECT n FROM totals")))
                .isEqualTo(1);
        var saved = database.handEdits();
        assertThat(saved).hasSize(edit.rows);
        assertThat(saved.stream().map(HandEdit::file).distinct().count()).isLessThanOrEqualTo(1);
    }

    private void bothAreEqual() {
        for (var role : Role.values()) {
            assertThat(database.copy(role).inService()).as(role.label()).isTrue();
        }
        assertThat(database.inspect(Role.PRIMARY))
                .isInstanceOf(Inspection.Sound.class)
                .isEqualTo(database.inspect(Role.STANDBY));
    }
}
