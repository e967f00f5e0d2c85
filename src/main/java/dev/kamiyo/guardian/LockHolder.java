package dev.kamiyo.guardian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Another process that holds a lock on our file, as far as /proc tells.
///
/// @param pid its number, in this container's count
/// @param program its program's name; not its arguments, which may hold secrets, since incidents are read by everybody
public record LockHolder(long pid, String program) {
    private static final Path LOCKS = Path.of("/proc/locks");
    private static final int LONGEST = 100;
    private static final Pattern LINE =
            Pattern.compile("\\d+: (?:POSIX|OFDLCK) +\\S+ +WRITE +(\\d+) +\\p{XDigit}+:\\p{XDigit}+:(\\d+) .*");

    /// Who holds a write lock on a database or the index of its -wal; empty when nobody does, or nobody can tell.
    static Optional<LockHolder> of(Path file) {
        return of(file, ProcessHandle.current().pid());
    }

    /// The same, seen from outside the service.
    ///
    /// @param own the process whose locks do not count
    public static Optional<LockHolder> of(Path file, long own) {
        try {
            var inodes = new ArrayList<String>();
            for (var part : List.of(file, Path.of(file + "-shm"))) {
                if (Files.exists(part)) {
                    inodes.add(String.valueOf(Files.getAttribute(part, "unix:ino")));
                }
            }
            return in(Files.readAllLines(LOCKS), inodes, own).map(pid -> new LockHolder(pid, program(pid)));
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty(); // a system without /proc: the lock is told all the same
        }
    }

    /// The first process but our own that holds a write lock on one of the files.
    static Optional<Long> in(List<String> locks, List<String> inodes, long own) {
        for (var line : locks) {
            var matcher = LINE.matcher(line);
            if (matcher.matches() && inodes.contains(matcher.group(2))) {
                long pid = Long.parseLong(matcher.group(1));
                if (pid > 0 && pid != own) {
                    return Optional.of(pid);
                }
            }
        }
        return Optional.empty();
    }

    private static String program(long pid) {
        try {
            var words = Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"), StandardCharsets.UTF_8)
                    .split("\0", 2);
            var name = words[0].substring(words[0].lastIndexOf('/') + 1);
            return name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name;
        } catch (IOException _) {
            return "of another user";
        }
    }
}
