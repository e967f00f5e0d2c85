package dev.kamiyo.backup;

import dev.kamiyo.db.Bases;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.files.Sha256;
import dev.kamiyo.journal.Journal;
import dev.kamiyo.journal.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The backups: made from the standby, verified on a fresh connection before they get their name, kept for a
/// while, and copied to a second folder if there is one.
///
/// Safe for use by many threads; one backup is made at a time.
public final class BackupStore implements Bases {
    /// How many are kept, and how long; never fewer than two.
    ///
    /// @param most at least 2
    /// @param oldest age after which one goes
    public record Retention(int most, Duration oldest) {
        /// 14 backups, 30 days.
        public static final Retention DEFAULT = new Retention(14, Duration.ofDays(30));
    }

    private static final Logger log = LoggerFactory.getLogger("backup");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final BackupFolder folder;
    private final Optional<BackupFolder> second;
    private final Clock clock;
    private volatile @Nullable String failure;
    private volatile boolean scarce;
    private @Nullable Backup thinned;

    /// @param folder made with the first backup
    /// @param second another folder, on another disk, that gets every backup and the journal's closed files
    public BackupStore(Path folder, Optional<Path> second, Clock clock, Retention retention) {
        this.folder = new BackupFolder(folder, retention);
        this.second = second.map(path -> new BackupFolder(path, retention));
        this.clock = clock;
    }

    /// Makes a backup of all that is acknowledged, verifies and publishes it, and lets go of those that are too many
    /// and of the journal's files that no backup needs any more.
    ///
    /// @throws BackupFailedException when it could not be made or is not sound, and nothing is published then; or
    ///     when only the copy in the second folder failed
    public synchronized Backup make(Database database) throws BackupFailedException {
        try {
            var made = attempt(database);
            failure = null;
            return made;
        } catch (BackupFailedException e) {
            failure = e.getMessage();
            throw e;
        }
    }

    /// Why the last attempt to make a backup failed; empty when it succeeded, or there was none yet.
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /// Has only the two newest verified backups kept here, for as long as room is scarce; the second folder keeps its
    /// own. [BackupSchedule] lets the others go.
    public void keepFewest(boolean fewest) {
        scarce = fewest;
    }

    /// Lets go of what must not take room now, and of the journal's files that were kept for it. Looks once after each
    /// backup.
    ///
    /// @throws IOException when it cannot; it is tried again
    synchronized void makeRoom(Database database) throws IOException {
        var newest = scarce ? own(database.head().store()).stream().findFirst().orElse(null) : null;
        if (newest != null && !newest.equals(thinned)) {
            int gone = folder.letGoOfAllButTheFewest(newest.head().store());
            if (gone > 0) {
                log.warn(
                        "{} backups in {} went, since room is scarce; two verified ones are kept", gone, folder.path());
                trim(database);
            }
        }
        thinned = newest;
    }

    private Backup attempt(Database database) throws BackupFailedException {
        var backup = publish(database);
        try {
            copyElsewhere(backup, database);
        } catch (IOException e) {
            throw new BackupFailedException(
                    "the backup " + backup.file() + " is made, but not its copy: " + e.getMessage()
                            + "; see KAMIYO_BACKUP_COPY",
                    e);
        }
        trim(database);
        return backup;
    }

    private Backup publish(Database database) throws BackupFailedException {
        var draft = draft("backup");
        try {
            discardAll(draft);
            long least = database.seq();
            database.copyTo(draft);
            var backup = publish(draft);
            if (backup.head().seq() < least) {
                throw new IOException("the backup holds write " + backup.head().seq() + ", but " + least
                        + " was acknowledged when it was begun");
            }
            return backup;
        } catch (DbFaultException e) {
            throw new BackupFailedException(
                    "no backup in " + folder.path() + ": " + e.fault().words() + "; the ones before it are untouched",
                    e);
        } catch (IOException e) {
            throw new BackupFailedException(
                    "no backup in " + folder.path() + ": " + e.getMessage()
                            + "; see its space and owner: df -h, ls -ld",
                    e);
        } finally {
            discardAll(draft);
        }
    }

    private Backup publish(Path draft) throws IOException {
        var madeAt = clock.instant();
        return switch (Inspection.of(draft)) {
            case Inspection.Unsound unsound ->
                throw new IOException("the copy in " + folder.path() + " is not sound: " + unsound.why());
            case Inspection.Sound sound -> {
                var name = "kamiyo-" + STAMP.format(madeAt) + "-" + sound.head().seq() + ".db";
                var backup = new Backup(
                        folder.path().resolve(name),
                        madeAt,
                        sound.head(),
                        sound.schema(),
                        Files.size(draft),
                        Sha256.hex(draft),
                        sound.tables());
                folder.publish(draft, backup, madeAt);
                yield backup;
            }
        };
    }

    /// Publishes a state that a restore has built; the restore builds the data from it.
    ///
    /// @return the backup's file
    Path publishState(Path draft) throws IOException {
        return publish(draft).file();
    }

    /// A name for a file that is being made in the folder of the backups.
    Path draft(String purpose) throws BackupFailedException {
        try {
            Files.createDirectories(folder.path());
            return folder.path().resolve("." + purpose + ".tmp");
        } catch (IOException e) {
            throw new BackupFailedException(
                    "no backup in " + folder.path() + ": " + e + "; see its owner and mode: ls -ld", e);
        }
    }

    /// Takes away what is left of a draft, and what SQLite may have put beside it.
    static void discardAll(Path draft) {
        for (var part : List.of("", "-wal", "-shm", "-journal")) {
            BackupFolder.discard(Path.of(draft + part));
        }
    }

    private void copyElsewhere(Backup backup, Database database) throws IOException {
        if (second.isEmpty()) {
            return;
        }
        second.get().take(backup, clock.instant());
        var store = backup.head().store();
        var journal = second.get().path().resolve("journal").resolve(store);
        Files.createDirectories(journal);
        var segments = database.segments();
        for (var segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
            copySegment(segment, journal);
        }
        Journal.trim(journal, oldest(second.get().own(store)));
    }

    private static long oldest(List<Backup> backups) {
        return backups.stream().mapToLong(b -> b.head().seq()).min().orElse(0);
    }

    private static void copySegment(Segment segment, Path journal) throws IOException {
        var target = journal.resolve(String.valueOf(segment.file().getFileName()));
        if (Files.exists(target) && Files.size(target) == Files.size(segment.file())) {
            return;
        }
        var draft = DurableFiles.draft(target);
        Files.copy(segment.file(), draft, StandardCopyOption.REPLACE_EXISTING);
        DurableFiles.publish(draft, target);
    }

    /// The journal is kept as far back as the oldest backup, and from the second newest on in any case.
    private void trim(Database database) {
        try {
            var all = own(database.head().store());
            if (all.size() < 2) {
                return;
            }
            int gone = database.trimJournal(oldest(all));
            if (gone > 0) {
                log.info("{} files of the journal went; every backup that is kept is newer than them", gone);
            }
        } catch (IOException e) {
            log.warn("the journal keeps its old files: {}; the next backup tries again", e.getMessage());
        }
    }

    /// The backups that have a manifest, newest first.
    ///
    /// @throws IOException when the folder cannot be read
    public List<Backup> list() throws IOException {
        return folder.list();
    }

    /// Those of one's own data, newest first: somebody may have brought those of other data here.
    ///
    /// @param store of the data; empty while nobody knows it, then all
    /// @throws IOException when the folder cannot be read
    public List<Backup> own(String store) throws IOException {
        return folder.own(store);
    }

    /// The newest backup whose schema is not newer than this one; a program of that age can open it.
    public Optional<Backup> newestUpTo(int schema) {
        try {
            return folder.list().stream()
                    .filter(backup -> backup.schema() <= schema)
                    .findFirst();
        } catch (IOException e) {
            log.warn("the backups in {} cannot be listed: {}", folder.path(), e.getMessage());
            return Optional.empty();
        }
    }

    /// Whether there is a second folder.
    public boolean hasSecond() {
        return second.isPresent();
    }

    /// All backups in the second folder, newest first; none without one.
    ///
    /// @throws IOException when the folder cannot be read
    public List<Backup> listSecond() throws IOException {
        return second.isEmpty() ? List.of() : second.get().list();
    }

    /// As [#own], in the second folder; none without one.
    ///
    /// @throws IOException when the folder cannot be read
    public List<Backup> ownSecond(String store) throws IOException {
        return second.isEmpty() ? List.of() : second.get().own(store);
    }

    /// What is wrong with a backup now; empty when it is what its manifest says, byte for byte, and SQLite agrees.
    public Optional<String> verify(Backup backup) {
        return BackupFolder.verify(backup);
    }

    @Override
    public List<Base> newestFirst() {
        try {
            return folder.list().stream()
                    .map(backup -> new Base(backup.file(), backup.head()))
                    .toList();
        } catch (IOException e) {
            log.warn("the backups in {} cannot be listed: {}", folder.path(), e.getMessage());
            return List.of();
        }
    }

    @Override
    public boolean isSound(Base base) {
        var wrong = BackupManifest.read(base.file()).map(this::verify).orElse(Optional.of("it has no manifest"));
        wrong.ifPresent(why -> log.warn("{} is not sound and is passed over: {}", base.file(), why));
        return wrong.isEmpty();
    }
}
