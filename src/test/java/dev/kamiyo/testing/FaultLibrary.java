package dev.kamiyo.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// I/O faults of other processes: `src/test/c/faults.c`, built, and the file with its rules.
///
/// A rule is one line, for example:
///
/// ```
/// fsync .ndjson EIO 1               one fsync of a file that ends so fails
/// write kamiyo.db-wal ENOSPC        every write
/// open kamiyo.db EMFILE             every open
/// write .ndjson short=100 1         one write gets no further than 100 bytes
/// fsync standby.db-wal delay=200ms  every fsync takes that much longer
/// write .ndjson pass 3              three writes go through; the next rule decides about the fourth
/// fsync kamiyo.db kill 1            the process dies by SIGKILL just before it
/// ```
///
/// Calls are open, read, write, fsync (also fdatasync), truncate and allocate. The first rule that matches and is not
/// used up decides. A process counts for itself, from when the rules are set or it starts.
public final class FaultLibrary {
    private static final Pattern RULE = Pattern.compile("(open|read|write|fsync|truncate|allocate) \\S{1,255} "
            + "(E[A-Z]+|short=\\d+|delay=\\d+ms|kill|pass)( \\d+)?");

    private final Path library;
    private final Path rules;
    private final Path hits;

    /// @param folder an existing folder for the rules, not one that they make fail
    public FaultLibrary(Path folder) throws IOException {
        library = Gcc.library("faults");
        rules = folder.resolve("faults");
        hits = folder.resolve("faults.hits");
        clear();
    }

    /// Why there can be none here; empty when there can.
    public static Optional<String> obstacle() {
        return Gcc.obstacle();
    }

    /// Lets a process that is yet to be started obey the rules, and what it starts too.
    public void preloadInto(ProcessBuilder process) {
        process.environment().put("LD_PRELOAD", library.toString());
        process.environment().put("KAMIYO_FAULTS", rules.toString());
    }

    /// Replaces all rules and forgets what the ones before did. They are in force for every call that begins after
    /// this, without waiting: each call looks. A call that a `delay` holds up goes on as it began.
    public void set(String... lines) throws IOException {
        for (var line : lines) {
            if (!RULE.matcher(line).matches()) {
                throw new IllegalArgumentException("not a rule: " + line);
            }
        }
        var draft = rules.resolveSibling("faults.draft");
        Files.write(draft, List.of(lines));
        Files.deleteIfExists(hits);
        Files.move(draft, rules, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Takes all rules back.
    public void clear() throws IOException {
        set();
    }

    /// What the rules did since they were set: `CALL PATH ACTION` for each call, in order. A test that asserts on it
    /// knows that its fault really happened.
    public List<String> hits() throws IOException {
        try {
            return Files.readAllLines(hits);
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }
}
