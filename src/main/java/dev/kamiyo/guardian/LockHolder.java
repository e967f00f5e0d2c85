package dev.kamiyo.guardian;

import dev.kamiyo.files.FileRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
            var files = new ArrayList<String>();
            for (var part : List.of(file, Path.of(file + "-shm"))) {
                var identity = FileRecord.identity(part);
                if (identity != null) {
                    files.add(identity);
                    inodes.add(identity.substring(identity.indexOf(':') + 1));
                }
            }
            return in(Files.readAllLines(LOCKS), inodes, own).stream()
                    .filter(pid -> mayHaveOpen(pid, files))
                    .map(pid -> new LockHolder(pid, program(pid)))
                    .findFirst();
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty(); // a system without /proc: the lock is told all the same
        }
    }

    /// The processes but our own that hold a write lock on a file with one of these inodes, on whatever disk: of some
    /// file systems (btrfs, overlays) the kernel and `stat` name the disk differently.
    static List<Long> in(List<String> locks, List<String> inodes, long own) {
        var found = new ArrayList<Long>();
        for (var line : locks) {
            var matcher = LINE.matcher(line);
            if (matcher.matches() && inodes.contains(matcher.group(2))) {
                long pid = Long.parseLong(matcher.group(1));
                if (pid > 0 && pid != own) {
                    found.add(pid);
                }
            }
        }
        return found;
    }

    /// Whether one of a process's open files is one of these; yes when another user's process cannot be asked.
    private static boolean mayHaveOpen(long pid, List<String> files) {
        try (var open = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "fd"))) {
            for (var one : open) {
                if (files.contains(String.valueOf(FileRecord.identity(one)))) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException _) {
            return false; // it is gone
        } catch (IOException | DirectoryIteratorException _) {
            return true;
        }
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
