package dev.kamiyo.backup;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Difference;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.journal.Head;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Going back to an earlier state of the data: from a backup, to a time or to a single write.
///
/// The source is verified before anything else; what the data are now is backed up before they are replaced. Safe for
/// use by many threads; one restore at a time.
public final class Restore {
    private static final String WRITE = "\\d{1,18}";
    private static final long NOWHERE = -1;

    private final BackupStore backups;
    private final Database database;
    private volatile long goingTo = NOWHERE;

    /// @param backups what can be gone back to
    public Restore(BackupStore backups, Database database) {
        this.backups = backups;
        this.database = database;
    }

    /// What a restore would do, or did.
    ///
    /// @param base the file that the state is built from
    /// @param target the write that is gone back to
    /// @param differences how the rows differ from those of now
    /// @param head the data's head after it; that of now for a dry run
    public record Outcome(Path base, Head target, List<Difference> differences, Head head) {}

    private record Source(Path base, long to) {}

    /// The write that is being gone back to just now; empty while there is none. A dry run is no going back.
    public OptionalLong goingTo() {
        long seq = goingTo;
        return seq == NOWHERE ? OptionalLong.empty() : OptionalLong.of(seq);
    }

    /// Goes back.
    ///
    /// @param from a backup or any other sound file of this data; empty for the best backup
    /// @param to the number of a write, or a time such as 2026-01-31 or 2026-01-31T12:00:00Z; empty for all of the
    ///     file
    /// @param dryRun only say what would change
    /// @param steps hears what is being done
    /// @throws BackupFailedException when it cannot be done; nothing was changed then
    public synchronized Outcome run(Optional<Path> from, Optional<String> to, boolean dryRun, Consumer<String> steps)
            throws BackupFailedException {
        var draft = backups.draft("restore");
        try {
            BackupStore.discardAll(draft);
            steps.accept("looking for a sound file to go back to");
            var source = source(from, to);
            if (!dryRun) {
                goingTo = source.to;
            }
            steps.accept("building write " + source.to + " from " + source.base);
            var target = database.build(source.base, source.to, draft);
            steps.accept("comparing it with the data of now");
            var differences = database.differences(draft);
            if (dryRun) {
                return new Outcome(source.base, target, differences, database.head());
            }
            steps.accept("backing up the data of now");
            backups.make(database);
            steps.accept("putting it in place; writes wait meanwhile");
            var head = database.restore(draft, target, backups::publishState);
            return new Outcome(source.base, target, differences, head);
        } catch (DbFaultException e) {
            throw new BackupFailedException("not restored: " + e.fault().words(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new BackupFailedException("not restored: " + e.getMessage(), e);
        } finally {
            goingTo = NOWHERE;
            BackupStore.discardAll(draft);
        }
    }

    private Source source(Optional<Path> from, Optional<String> to) throws BackupFailedException, IOException {
        if (from.isEmpty() && to.isEmpty()) {
            throw new BackupFailedException("name a file (--from) or a time or write (--to) to go back to");
        }
        if (from.isPresent()) {
            var head = sound(from.get());
            return new Source(from.get(), to.isPresent() ? reachable(head, seq(to.get())) : head.seq());
        }
        long seq = seq(to.orElse(""));
        for (var backup : backups.list()) {
            if (backup.head().store().equals(database.head().store())
                    && database.leads(backup.head(), seq)
                    && backups.verify(backup).isEmpty()) {
                return new Source(backup.file(), seq);
            }
        }
        throw new BackupFailedException("write " + seq + " cannot be reached: no sound backup is at or before it with"
                + " the journal leading on from there; see kamiyo backup list and kamiyo journal");
    }

    private Head sound(Path file) throws BackupFailedException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new BackupFailedException("'" + file + "' is not a file");
        }
        if (database.isOneOfOurs(file)) { // to open and close it would drop the locks that the service has on it
            throw new BackupFailedException("'" + file + "' is what the service works with; name a backup");
        }
        var wal = Path.of(file + "-wal");
        if (Files.exists(wal) && Files.size(wal) > 0) {
            throw new BackupFailedException(
                    "'" + file + "' has a -wal with rows of its own; make one file of the two first: sqlite3 " + file
                            + " 'PRAGMA wal_checkpoint(TRUNCATE)'");
        }
        return switch (Inspection.of(file)) {
            case Inspection.Unsound unsound ->
                throw new BackupFailedException("'" + file + "' is not sound: " + unsound.why());
            case Inspection.Sound sound -> {
                if (!sound.head().store().equals(database.head().store())) {
                    throw new BackupFailedException("'" + file + "' is of another store, "
                            + sound.head().store() + "; this one is "
                            + database.head().store());
                }
                yield sound.head();
            }
        };
    }

    private long reachable(Head head, long seq) throws BackupFailedException, IOException {
        if (!database.leads(head, seq)) {
            throw new BackupFailedException("the journal does not lead from write " + head + " to " + seq);
        }
        return seq;
    }

    /// Whether a text is the number of a write or a time.
    public static boolean isPlace(String text) {
        try {
            return text.matches(WRITE) || time(text).isAfter(Instant.MIN);
        } catch (BackupFailedException _) {
            return false;
        }
    }

    /// The write that a text means.
    private long seq(String text) throws BackupFailedException, IOException {
        if (text.matches(WRITE)) {
            long seq = Long.parseLong(text);
            if (seq > database.head().seq()) {
                throw new BackupFailedException("write " + seq + " is not there yet; the last one is "
                        + database.head().seq());
            }
            return seq;
        }
        var time = time(text);
        return database.lastAt(time)
                .orElseThrow(() -> new BackupFailedException("the journal does not reach back to " + time));
    }

    private static Instant time(String text) throws BackupFailedException {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new BackupFailedException(
                    "'" + text + "' is neither the number of a write nor a time such as 2026-01-31 or"
                            + " 2026-01-31T12:00:00Z",
                    e);
        }
    }
}
