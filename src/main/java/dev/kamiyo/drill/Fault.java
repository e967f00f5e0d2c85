package dev.kamiyo.drill;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is done to the files of a service, as a command of the shell.
///
/// In a command FILE is the primary, STANDBY the standby, DATA the data folder, OLD an older sound copy of the data,
/// PID the service's process, AS the words that make a command its user's. A fault lasts as long as its command.
public enum Fault {
    /// Another process holds an exclusive lock for three seconds, and tells since when.
    LOCKED("""
            sqlite3 -bail FILE <<'END'
            .timeout 20000
            BEGIN EXCLUSIVE;
            .shell date +%s%3N
            .shell sleep 3
            END
            """, Mark.INCIDENT, Need.SQLITE3),
    /// The file is deleted.
    DELETED("rm FILE", Mark.INCIDENT),
    /// The file is deleted together with its -wal and -shm.
    ALL_DELETED("rm FILE FILE-wal FILE-shm", Mark.INCIDENT),
    /// The -wal is deleted.
    WAL_DELETED("rm FILE-wal", Mark.INCIDENT),
    /// The -wal is cut to nothing.
    WAL_EMPTIED("truncate -s 0 FILE-wal", Mark.ANY),
    /// Pages of the -wal are written over.
    WAL_OVERWRITTEN("head -c 65536 /dev/urandom | dd of=FILE-wal bs=4096 seek=1 conv=notrunc status=none", Mark.ANY),
    /// An older backup is copied over the file.
    COPIED_OVER("cat OLD >FILE", Mark.INCIDENT),
    /// An older backup is moved over the file.
    MOVED_OVER("cp OLD FILE.new && mv FILE.new FILE", Mark.INCIDENT),
    /// The file is cut to nothing.
    EMPTIED("truncate -s 0 FILE", Mark.INCIDENT),
    /// The second half of the file is cut off.
    HALVED("truncate -s $(( $(stat -c %s FILE) / 8192 * 4096 )) FILE", Mark.INCIDENT),
    /// The header is written over.
    HEADER_OVERWRITTEN("head -c 100 /dev/urandom | dd of=FILE bs=100 conv=notrunc status=none", Mark.INCIDENT),
    /// Twenty pages in the middle are written over.
    PAGES_OVERWRITTEN(
            "head -c 81920 /dev/urandom"
                    + " | dd of=FILE bs=4096 seek=$(( $(stat -c %s FILE) / 8192 )) conv=notrunc status=none",
            Mark.INCIDENT),
    /// One byte of a row is another one; SQLite finds nothing wrong.
    BYTE_CHANGED(
            "printf '~' | dd of=FILE bs=1 seek=$(( $(stat -c %s FILE) - 40 )) conv=notrunc status=none", Mark.INCIDENT),
    /// A row is changed with sqlite3.
    EDITED(
            "sqlite3 FILE \".timeout 5000\" 'UPDATE exploits SET title = title || 1 WHERE id IN"
                    + " (SELECT id FROM exploits LIMIT 1);'",
            Mark.EDIT,
            Need.SQLITE3),
    /// Somebody reads with sqlite3 for four seconds without an end.
    READ_FOR_LONG(
            "(echo 'BEGIN; SELECT count(*) FROM exploits;'; sleep 4) | sqlite3 FILE >/dev/null",
            Mark.NONE,
            Need.SQLITE3),
    /// The file's mode lets nobody in.
    FORBIDDEN("chmod 000 FILE", Mark.ANY, Need.ORDINARY_USER),
    /// The file's mode lets nobody write.
    READ_ONLY("chmod 400 FILE", Mark.ANY, Need.ORDINARY_USER),
    /// The data folder's mode lets nobody in for three seconds.
    FOLDER_FORBIDDEN("chmod 000 DATA; sleep 3; chmod 755 DATA", Mark.INCIDENT, Need.ORDINARY_USER),
    /// The service may open no more files for three seconds.
    NO_DESCRIPTORS(
            "old=$(awk '/open files/ {print $4}' /proc/PID/limits);"
                    + " AS prlimit --pid PID --nofile=$(ls /proc/PID/fd | wc -l): && sleep 3;"
                    + " AS prlimit --pid PID --nofile=$old:",
            Mark.ANY,
            Need.PRLIMIT),
    /// The standby is deleted.
    STANDBY_DELETED("rm STANDBY", Mark.INCIDENT),
    /// An older backup is copied over the standby.
    STANDBY_COPIED_OVER("cat OLD >STANDBY", Mark.INCIDENT),
    /// The newest file of the journal is deleted.
    JOURNAL_DELETED("rm \"$(ls DATA/journal/*.ndjson | tail -n 1)\"", Mark.ANY),
    /// The process is killed.
    KILLED("kill -9 PID", Mark.RESTART, Need.A_PROCESS_OF_ITS_OWN),
    /// The file is deleted, and the process is killed at once.
    DELETED_AND_KILLED("rm FILE; kill -9 PID", Mark.RESTART, Need.A_PROCESS_OF_ITS_OWN),
    /// The -shm is cut to nothing, which ends the process.
    SHM_EMPTIED("truncate -s 0 FILE-shm", Mark.RESTART, Need.A_PROCESS_OF_ITS_OWN),
    /// The disk of the data is full for three seconds.
    DISK_FULL(
            "dd if=/dev/zero of=DATA/filler bs=64k status=none 2>/dev/null; sleep 3; rm DATA/filler",
            Mark.ANY,
            Need.A_SMALL_DISK),
    /// The file system of the data becomes read-only.
    DISK_READ_ONLY("", Mark.ANY, Need.A_DISK_THAT_FAILS),
    /// The disk of the data fails reads and writes.
    DISK_FAILS("", Mark.ANY, Need.A_DISK_THAT_FAILS);

    /// What a fault must leave behind.
    enum Mark {
        /// An incident, opened once and closed.
        INCIDENT,
        /// One incident or none: it may be healed before it lasts long enough to be one.
        ANY,
        /// An edit that waits to be adopted.
        EDIT,
        /// No incident.
        NONE,
        /// The process ends, and the next one finds everything.
        RESTART
    }

    /// What a fault takes to be made, besides a shell.
    enum Need {
        NOTHING,
        SQLITE3,
        PRLIMIT,
        ORDINARY_USER,
        A_PROCESS_OF_ITS_OWN,
        A_SMALL_DISK,
        A_DISK_THAT_FAILS
    }

    private static final Pattern NAME = Pattern.compile("STANDBY|FILE|DATA|OLD|PID|AS ");

    private final String command;
    private final Mark mark;
    private final Need need;

    Fault(String command, Mark mark, Need need) {
        this.command = command;
        this.mark = mark;
        this.need = need;
    }

    Fault(String command, Mark mark) {
        this(command, mark, Need.NOTHING);
    }

    /// As it is typed.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The fault of a label; empty when there is none.
    public static Optional<Fault> of(String label) {
        return Arrays.stream(values())
                .filter(fault -> fault.label().equals(label))
                .findFirst();
    }

    /// All that may be typed.
    public static List<String> labels() {
        return Arrays.stream(values()).map(Fault::label).toList();
    }

    Mark mark() {
        return mark;
    }

    Need need() {
        return need;
    }

    /// What is typed to make the fault, with the places of a stage.
    String command(Stage stage) {
        return NAME.matcher(command)
                .replaceAll(name -> Matcher.quoteReplacement(
                        switch (name.group()) {
                            case "STANDBY" -> quoted(stage.folders().standby());
                            case "FILE" -> quoted(stage.folders().primary());
                            case "DATA" -> quoted(stage.folders().data());
                            case "OLD" -> quoted(stage.old());
                            case "PID" -> String.valueOf(stage.pid());
                            default -> stage.as();
                        }));
    }

    /// For a shell, which must not part a path at a space: the other half would be another file.
    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
