package dev.kamiyo.backup;

import dev.kamiyo.db.Inspection;
import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.files.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A folder of dated copies with a manifest each, and `kamiyo_latest.db`, which leads to the newest. What has a name
/// there is whole.
final class BackupFolder {
    private static final Logger log = LoggerFactory.getLogger("backup");
    private static final String LATEST = "kamiyo_latest.db";
    private static final int FEWEST = 2;

    private final Path folder;
    private final BackupStore.Retention retention;

    BackupFolder(Path folder, BackupStore.Retention retention) {
        this.folder = folder;
        this.retention = retention;
    }

    Path path() {
        return folder;
    }

    /// The backups that have a manifest, newest first.
    ///
    /// @throws IOException when the folder cannot be read
    List<Backup> list() throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches("kamiyo-.*\\.db"))
                    .flatMap(file -> BackupManifest.read(file).stream())
                    .sorted(Comparator.comparingLong(
                                    (Backup backup) -> backup.head().seq())
                            .thenComparing(Backup::madeAt)
                            .reversed())
                    .toList();
        }
    }

    /// What is wrong with a backup now; empty when it is what its manifest says, byte for byte, and SQLite agrees.
    static Optional<String> verify(Backup backup) {
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
                sound.tables().equals(backup.tables()) && sound.head().equals(backup.head())
                        ? Optional.empty()
                        : Optional.of("its rows are not those of its manifest");
        };
    }

    /// Gives a verified draft its name, and lets go of what is too much.
    void publish(Path draft, Backup backup, Instant now) throws IOException {
        DurableFiles.write(BackupManifest.of(backup.file()), BackupManifest.text(backup));
        DurableFiles.publish(draft, backup.file());
        var store = backup.head().store();
        DurableFiles.link(folder.resolve(LATEST), own(store).getFirst().file());
        letGo(store, now);
    }

    /// Those of one store, newest first: the folder may have been that of other data before. All where it is empty.
    List<Backup> own(String store) throws IOException {
        return list().stream()
                .filter(backup -> store.isEmpty() || backup.head().store().equals(store))
                .toList();
    }

    /// Brings a backup of another folder in, and reads it back from here before it gets its name.
    void take(Backup other, Instant now) throws IOException {
        Files.createDirectories(folder);
        var backup = other.in(folder);
        var draft = DurableFiles.draft(backup.file());
        try {
            Files.copy(other.file(), draft, StandardCopyOption.REPLACE_EXISTING);
            var there = new Backup(
                    draft, other.madeAt(), other.head(), other.schema(), other.bytes(), other.sha256(), other.tables());
            var wrong = verify(there);
            if (wrong.isPresent()) {
                throw new IOException("the copy in " + folder + " is not sound: " + wrong.get());
            }
            publish(draft, backup, now);
        } finally {
            discard(draft);
        }
    }

    /// Of those that hold the same, one is enough: backups without writes between them must not push out the past.
    private void letGo(String store, Instant now) throws IOException {
        var all = own(store);
        var limit = now.minus(retention.oldest());
        var gone = new ArrayList<Backup>();
        int kept = Math.min(FEWEST, all.size());
        for (int i = FEWEST; i < all.size(); i++) {
            var backup = all.get(i);
            boolean isRepeated = backup.head().equalsWrite(all.get(i - 1).head());
            if (isRepeated || kept >= retention.most() || backup.madeAt().isBefore(limit)) {
                gone.add(backup);
            } else {
                kept++;
            }
        }
        delete(gone);
    }

    /// Lets go of what is older than the two newest of a store that are sound now, which are read whole for it.
    ///
    /// @return how many went
    int letGoOfAllButTheFewest(String store) throws IOException {
        var gone = new ArrayList<Backup>();
        int sound = 0;
        for (var backup : own(store)) {
            if (sound == FEWEST) {
                gone.add(backup);
            } else if (verify(backup).isEmpty()) {
                sound++;
            }
        }
        delete(gone);
        return gone.size();
    }

    private static void delete(List<Backup> gone) throws IOException {
        for (var backup : gone) {
            Files.deleteIfExists(backup.file());
            Files.deleteIfExists(BackupManifest.of(backup.file()));
        }
    }

    static void discard(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            log.warn("{} is left over and may be deleted: {}", draft, e.getMessage());
        }
    }
}
