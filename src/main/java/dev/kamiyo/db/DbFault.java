package dev.kamiyo.db;

import java.sql.SQLException;
import org.sqlite.SQLiteException;

/// Why SQLite could not do what it was asked, told by its result code and never by its text.
///
/// Each case carries the extended result code, which names the exact cause (522 is a short read, 778 a failed
/// write …); see <https://sqlite.org/rescode.html>.
public sealed interface DbFault {
    /// The extended result code.
    int code();

    /// SQLite's own words for it, which are what a runbook greps for.
    String words();

    /// Whether what the copy's handles show is still right: it needs to catch up, not to be replaced.
    default boolean keepsContent() {
        return switch (this) {
            case Locked _, ReadOnly _, Full _, Io _, CannotOpen _, Lagging _, JournalStopped _ -> true;
            case Overloaded _, Interrupted _ -> true;
            case Corrupt _, NotADatabase _, Replaced _, Diverged _, Other _ -> false;
        };
    }

    /// Another connection or process holds a lock (SQLITE_BUSY, SQLITE_LOCKED).
    record Locked(int code) implements DbFault {
        @Override
        public String words() {
            return "database is locked";
        }
    }

    /// The file is missing, not to be opened, or not the one that was opened (SQLITE_CANTOPEN).
    record CannotOpen(int code) implements DbFault {
        @Override
        public String words() {
            return "unable to open database file";
        }
    }

    /// Pages contradict each other (SQLITE_CORRUPT).
    record Corrupt(int code) implements DbFault {
        @Override
        public String words() {
            return "database disk image is malformed";
        }
    }

    /// The header is not SQLite's (SQLITE_NOTADB).
    record NotADatabase(int code) implements DbFault {
        @Override
        public String words() {
            return "file is not a database";
        }
    }

    /// The file or its folder may not be written (SQLITE_READONLY, SQLITE_PERM).
    record ReadOnly(int code) implements DbFault {
        @Override
        public String words() {
            return "attempt to write a readonly database";
        }
    }

    /// No room on the disk (SQLITE_FULL).
    record Full(int code) implements DbFault {
        @Override
        public String words() {
            return "database or disk is full";
        }
    }

    /// The operating system failed a read, a write or a sync (SQLITE_IOERR).
    record Io(int code) implements DbFault {
        private static final int SHORT_READ = 522;

        /// Whether something that must be there was not: the file was cut, and the disk is not at fault.
        public boolean isShort() {
            return code == SHORT_READ;
        }

        @Override
        public String words() {
            return "disk I/O error";
        }
    }

    /// The file under the name is not the one that was opened: deleted, moved, or written over; no SQLite code stands
    /// behind it.
    record Replaced() implements DbFault {
        @Override
        public int code() {
            return 14;
        }

        @Override
        public String words() {
            return "unable to open database file: it is not the one that was left";
        }
    }

    /// A copy took too long, and goes on without its readers until it has caught up; no SQLite code stands behind it.
    record Lagging() implements DbFault {
        @Override
        public int code() {
            return 0;
        }

        @Override
        public String words() {
            return "the copy lags behind";
        }
    }

    /// A copy holds other rows than it should, or is of another line of writes; no SQLite code stands behind it.
    record Diverged(String why) implements DbFault {
        @Override
        public int code() {
            return 11;
        }

        @Override
        public String words() {
            return "database disk image is malformed: " + why;
        }
    }

    /// The journal cannot be written, so nothing can be acknowledged; no SQLite code stands behind it.
    record JournalStopped(String why) implements DbFault {
        @Override
        public int code() {
            return 10;
        }

        @Override
        public String words() {
            return "disk I/O error in the journal: " + why;
        }
    }

    /// The writer or the readers have more waiting than they take on; no SQLite code stands behind it.
    record Overloaded() implements DbFault {
        @Override
        public int code() {
            return 0;
        }

        @Override
        public String words() {
            return "too many requests are waiting for the database";
        }
    }

    /// A query ran longer than anybody waits, and was stopped (SQLITE_INTERRUPT).
    record Interrupted(int code) implements DbFault {
        @Override
        public String words() {
            return "interrupted: the query ran too long";
        }
    }

    /// Any other code: a defect of the program more often than of the disk.
    record Other(int code, String words) implements DbFault {}

    /// The fault behind a JDBC exception.
    static DbFault of(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) {
            return new Other(e.getErrorCode(), String.valueOf(e.getMessage()));
        }
        int code = sqlite.getResultCode().code;
        return switch (code & 0xff) {
            case 5, 6 -> new Locked(code);
            case 3, 8 -> new ReadOnly(code);
            case 9 -> new Interrupted(code);
            case 10 -> new Io(code);
            case 11 -> new Corrupt(code);
            case 13 -> new Full(code);
            case 14 -> new CannotOpen(code);
            case 26 -> new NotADatabase(code);
            default -> new Other(code, String.valueOf(e.getMessage()));
        };
    }
}
