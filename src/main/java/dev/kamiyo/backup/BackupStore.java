package dev.kamiyo.backup;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.files.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder `backups/`: dated copies, a manifest each, and `kamiyo_latest.db`, which leads to the newest.
///
/// A copy is verified on a fresh connection before it gets its name, so that what has a name is whole. Safe for use by
/// many threads; one backup is made at a time.
public final class BackupStore {
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
    private static final String LATEST = "kamiyo_latest.db";
    private static final int FEWEST = 2;

    private final Path folder;
    private final Clock clock;
    private final Retention retention;

    /// @param folder made with the first backup
    public BackupStore(Path folder, Clock clock, Retention retention) {
        this.folder = folder;
        this.clock = clock;
        this.retention = retention;
    }

    /// Makes a backup of all that is acknowledged, verifies and publishes it, and lets go of those that are too many.
    ///
    /// @throws BackupFailedException when it could not be made or is not sound; nothing is published then
    public synchronized Backup make(Database database) throws BackupFailedException {
        var madeAt = clock.instant();
        var stem = "kamiyo-" + STAMP.format(madeAt) + "-" + database.seq();
        var file = folder.resolve(stem + ".db");
        var draft = DurableFiles.draft(file);
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(draft);
            database.copyTo(draft);
            var backup =
                    switch (Inspection.of(draft)) {
                        case Inspection.Unsound unsound ->
                            throw new BackupFailedException(
                                    "the copy in " + folder + " is not sound: " + unsound.why());
                        case Inspection.Sound sound ->
                            new Backup(
                                    file,
                                    madeAt,
                                    sound.seq(),
                                    sound.schema(),
                                    Files.size(draft),
                                    Sha256.hex(draft),
                                    sound.rows());
                    };
            DurableFiles.write(BackupManifest.of(file), BackupManifest.text(backup));
            DurableFiles.publish(draft, file);
            DurableFiles.link(folder.resolve(LATEST), file);
            letGo();
            return backup;
        } catch (DbFaultException e) {
            throw new BackupFailedException(
                    "no backup in " + folder + ": " + e.fault().words() + "; the ones before it are untouched", e);
        } catch (IOException e) {
            throw new BackupFailedException(
                    "no backup in " + folder + ": " + e.getMessage() + "; see its space and owner: df -h, ls -ld", e);
        } finally {
            discard(draft);
        }
    }

    /// The backups that have a manifest, newest first.
    ///
    /// @throws IOException when the folder cannot be read
    public List<Backup> list() throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches("kamiyo-.*\\.db"))
                    .flatMap(file -> BackupManifest.read(file).stream())
                    .sorted(Comparator.comparing(Backup::madeAt)
                            .thenComparingLong(Backup::seq)
                            .reversed())
                    .toList();
        }
    }

    /// What is wrong with a backup now; empty when it is what its manifest says, byte for byte, and SQLite agrees.
    public Optional<String> verify(Backup backup) {
        try {
            if (!Sha256.hex(backup.file()).equals(backup.sha256())) {
                return Optional.of("its bytes are not those of its manifest");
            }
        } catch (IOException e) {
            return Optional.of("it cannot be read: " + e.getMessage());
        }
        return switch (Inspection.of(backup.file())) {
            case Inspection.Unsound unsound -> Optional.of(unsound.why());
            case Inspection.Sound sound ->
                sound.rows().equals(backup.rows()) && sound.seq() == backup.seq()
                        ? Optional.empty()
                        : Optional.of("its rows are not those of its manifest");
        };
    }

    /// Puts the newest sound backup into the place of a file that is missing.
    ///
    /// @param file does not exist
    /// @return the backup; empty when there is none at all
    /// @throws BackupFailedException when there are some and none can be used
    public Optional<Backup> restore(Path file) throws BackupFailedException {
        try {
            var all = list();
            for (var backup : all) {
                if (verify(backup).isEmpty()) {
                    var draft = DurableFiles.draft(file);
                    Files.copy(backup.file(), draft, StandardCopyOption.REPLACE_EXISTING);
                    DurableFiles.publish(draft, file);
                    return Optional.of(backup);
                }
                log.warn("{} is not sound and is passed over", backup.file());
            }
            if (all.isEmpty()) {
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new BackupFailedException(file + " is missing and cannot be restored: " + e.getMessage(), e);
        }
        throw new BackupFailedException(file + " is missing and no backup in " + folder
                + " is sound; bring one from elsewhere, or move that folder away to begin anew");
    }

    private void letGo() throws IOException {
        var all = list();
        var limit = clock.instant().minus(retention.oldest());
        var gone = new ArrayList<Backup>();
        for (int i = FEWEST; i < all.size(); i++) {
            if (i >= retention.most() || all.get(i).madeAt().isBefore(limit)) {
                gone.add(all.get(i));
            }
        }
        for (var backup : gone) {
            Files.deleteIfExists(backup.file());
            Files.deleteIfExists(BackupManifest.of(backup.file()));
        }
    }

    private static void discard(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            log.warn("{} is left over and may be deleted: {}", draft, e.getMessage());
        }
    }
}
