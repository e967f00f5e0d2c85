package dev.kamiyo.guardian;

import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.DbFault;
import dev.kamiyo.db.Role;
import java.util.Locale;
import java.util.Optional;

/// One way in which our own data shows that it is not well. What it means and what is done is in [Playbook].
sealed interface Symptom {
    /// Which copy shows it.
    Role copy();

    /// What is seen, in a few words for a person.
    String text();

    /// Its name in reports; lasting.
    default String name() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /// Another process holds a lock.
    ///
    /// @param holder who, if /proc tells
    record Locked(Role copy, Optional<LockHolder> holder) implements Symptom {
        @Override
        public String text() {
            return "database is locked"
                    + holder.map(by -> " by process " + by.pid() + " (" + by.program() + ")")
                            .orElse(" by another process");
        }
    }

    /// There is no file under the name.
    record Missing(Role copy) implements Symptom {
        @Override
        public String text() {
            return "the file is missing";
        }
    }

    /// Another file is under the name.
    record Moved(Role copy) implements Symptom {
        @Override
        public String text() {
            return "another file lies in its place";
        }
    }

    /// The file is the same one, but somebody has written to it.
    record WrittenOver(Role copy) implements Symptom {
        @Override
        public String text() {
            return "the file was written over";
        }
    }

    /// The file is the same one, but shorter.
    ///
    /// @param bytes what is left
    record Truncated(Role copy, long bytes) implements Symptom {
        @Override
        public String text() {
            return "the file was cut to " + bytes + " bytes";
        }
    }

    /// The -wal that is open lies under its name no more.
    record WalLost(Role copy) implements Symptom {
        @Override
        public String text() {
            return "the -wal is missing or another one";
        }
    }

    /// The file is there, and cannot be opened.
    record Unreadable(Role copy, String words) implements Symptom {
        @Override
        public String text() {
            return words;
        }
    }

    /// The file may not be written.
    record ReadOnly(Role copy) implements Symptom {
        @Override
        public String text() {
            return "the file may be read but not written";
        }
    }

    /// Pages or the header are not SQLite's.
    record Damaged(Role copy, String words) implements Symptom {
        @Override
        public String text() {
            return words;
        }
    }

    /// It holds other rows than were written, though SQLite finds nothing wrong.
    record OtherRows(Role copy, String why) implements Symptom {
        @Override
        public String text() {
            return why;
        }
    }

    /// There is no room on the disk.
    record DiskFull(Role copy) implements Symptom {
        @Override
        public String text() {
            return "database or disk is full";
        }
    }

    /// The system failed a read, a write or a sync.
    ///
    /// @param code SQLite's extended result code
    record IoError(Role copy, int code) implements Symptom {
        @Override
        public String text() {
            return "disk I/O error (code " + code + ")";
        }
    }

    /// It takes too long and goes on without its readers.
    record Lagging(Role copy) implements Symptom {
        @Override
        public String text() {
            return "the copy lags behind";
        }
    }

    /// The journal cannot be written, so nothing can be acknowledged.
    record JournalStopped(Role copy, String why) implements Symptom {
        @Override
        public String text() {
            return "the journal cannot be written: " + why;
        }
    }

    /// A start found nothing but a backup, and what came later is lost.
    record Lost(Role copy, String words) implements Symptom {
        /// Its name in reports.
        static final String NAME = "lost";

        @Override
        public String text() {
            return words;
        }
    }

    /// SQLite gave a code that has no case of its own.
    record Unexpected(Role copy, String words) implements Symptom {
        @Override
        public String text() {
            return words;
        }
    }

    /// What the fault of a copy looks like from outside.
    ///
    /// @param well how the file looked when it was last in service
    static Symptom of(CopyStatus status, DbFault fault, Sight well) {
        var role = status.role();
        var now = Sight.of(status.file());
        if (now.isForbidden() && !(fault instanceof DbFault.Io)) {
            return now.readable() ? new ReadOnly(role) : new Unreadable(role, fault.words());
        }
        boolean isAnother = now.isGone()
                || (well.identity().isPresent()
                        && now.identity().isPresent()
                        && !now.identity().equals(well.identity()));
        if (isAnother && !fault.keepsContent() && !(fault instanceof DbFault.Diverged)) {
            return unopened(role, fault, now, well);
        }
        return switch (fault) {
            case DbFault.Locked _ -> new Locked(role, LockHolder.of(status.file()));
            case DbFault.CannotOpen _ -> unopened(role, fault, now, well);
            case DbFault.Replaced _ ->
                now.bytes() < well.bytes() ? new Truncated(role, now.bytes()) : new WrittenOver(role);
            case DbFault.Corrupt _, DbFault.NotADatabase _ ->
                now.bytes() < well.bytes() ? new Truncated(role, now.bytes()) : new Damaged(role, fault.words());
            case DbFault.Diverged diverged -> new OtherRows(role, diverged.why());
            case DbFault.ReadOnly _ -> new ReadOnly(role);
            case DbFault.Full _ -> new DiskFull(role);
            case DbFault.Io io -> new IoError(role, io.code());
            case DbFault.Lagging _, DbFault.Overloaded _, DbFault.Interrupted _ -> new Lagging(role);
            case DbFault.JournalStopped stopped -> new JournalStopped(role, stopped.why());
            case DbFault.Other other -> new Unexpected(role, other.words());
        };
    }

    private static Symptom unopened(Role role, DbFault fault, Sight now, Sight well) {
        if (now.isGone()) {
            return new Missing(role);
        }
        if (now.identity().isEmpty() || well.identity().isEmpty() || !now.readable()) {
            return new Unreadable(role, fault.words());
        }
        if (!now.identity().equals(well.identity())) {
            return new Moved(role);
        }
        return new WalLost(role);
    }
}
