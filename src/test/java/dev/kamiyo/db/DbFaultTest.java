package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

final class DbFaultTest {
    @ParameterizedTest
    @CsvSource({
        "SQLITE_BUSY, Locked, 5",
        "SQLITE_BUSY_RECOVERY, Locked, 261",
        "SQLITE_BUSY_SNAPSHOT, Locked, 517",
        "SQLITE_LOCKED, Locked, 6",
        "SQLITE_LOCKED_SHAREDCACHE, Locked, 262",
        "SQLITE_PERM, ReadOnly, 3",
        "SQLITE_READONLY, ReadOnly, 8",
        "SQLITE_READONLY_DBMOVED, ReadOnly, 1032",
        "SQLITE_READONLY_DIRECTORY, ReadOnly, 1544",
        "SQLITE_IOERR, Io, 10",
        "SQLITE_IOERR_SHORT_READ, Io, 522",
        "SQLITE_IOERR_WRITE, Io, 778",
        "SQLITE_IOERR_FSYNC, Io, 1034",
        "SQLITE_CORRUPT, Corrupt, 11",
        "SQLITE_CORRUPT_INDEX, Corrupt, 779",
        "SQLITE_FULL, Full, 13",
        "SQLITE_CANTOPEN, CannotOpen, 14",
        "SQLITE_CANTOPEN_ISDIR, CannotOpen, 526",
        "SQLITE_NOTADB, NotADatabase, 26",
        "SQLITE_ERROR, Other, 1",
        "SQLITE_CONSTRAINT_CHECK, Other, 275"
    })
    void theCodeDecidesAndNeverTheText(SQLiteErrorCode code, String name, int number) {
        var fault = DbFault.of(new SQLiteException("a text that names no cause: disk is full", code));
        assertThat(fault.getClass().getSimpleName()).isEqualTo(name);
        assertThat(fault.code()).isEqualTo(number);
    }

    @Test
    void everyCodeOfTheDriverHasACaseThatKeepsIt() {
        for (var code : SQLiteErrorCode.values()) {
            var fault = DbFault.of(new SQLiteException("text", code));
            assertThat(fault.code()).as(code.name()).isEqualTo(code.code);
            assertThat(fault.words()).as(code.name()).isNotBlank();
        }
    }

    @Test
    void theWordsAreThoseThatSqliteItselfSays() {
        assertThat(DbFault.of(new SQLiteException("x", SQLiteErrorCode.SQLITE_BUSY))
                        .words())
                .isEqualTo("database is locked");
        assertThat(DbFault.of(new SQLiteException("x", SQLiteErrorCode.SQLITE_CANTOPEN))
                        .words())
                .isEqualTo("unable to open database file");
        assertThat(DbFault.of(new SQLiteException("x", SQLiteErrorCode.SQLITE_CORRUPT))
                        .words())
                .isEqualTo("database disk image is malformed");
        assertThat(DbFault.of(new SQLiteException("x", SQLiteErrorCode.SQLITE_NOTADB))
                        .words())
                .isEqualTo("file is not a database");
        assertThat(DbFault.of(new SQLiteException("x", SQLiteErrorCode.SQLITE_FULL))
                        .words())
                .isEqualTo("database or disk is full");
    }

    @Test
    void anExceptionThatIsNotOfSqliteIsOther() {
        assertThat(DbFault.of(new SQLException("from elsewhere", "state", 5)))
                .isEqualTo(new DbFault.Other(5, "from elsewhere"));
    }

    @Test
    void theExceptionSaysTheWordsAndTheCodeAndKeepsTheCause() {
        var cause = new SQLiteException("text", SQLiteErrorCode.SQLITE_IOERR_SHORT_READ);
        assertThat(DbFaultException.of(cause))
                .hasMessage("disk I/O error (code 522)")
                .hasCause(cause)
                .extracting(DbFaultException::fault)
                .isEqualTo(new DbFault.Io(522));
    }
}
