package dev.kamiyo.cli;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Folders;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where the data is.
final class DataSettings {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Folder of the data (KAMIYO_DATA, default ./data).",
            defaultValue = "${env:KAMIYO_DATA:-./data}")
    private Path data = Path.of("data");

    @Option(
            names = "--run",
            paramLabel = "FOLDER",
            description =
                    "Folder for what can be built anew, on another disk where there is one (KAMIYO_RUN, default ./run).",
            defaultValue = "${env:KAMIYO_RUN:-./run}")
    private Path run = Path.of("run");

    @Option(
            names = "--backup-copy",
            paramLabel = "FOLDER",
            description = "Second folder for backups, on another disk (KAMIYO_BACKUP_COPY, default none).",
            defaultValue = "${env:KAMIYO_BACKUP_COPY:-}")
    private Path backupCopy = Path.of("");

    /// Where each backup is copied to, if anywhere.
    Optional<Path> backupCopy() {
        return backupCopy.toString().isBlank()
                ? Optional.empty()
                : Optional.of(backupCopy.toAbsolutePath().normalize());
    }

    /// @throws FailedException when it is empty, which would mean the folder one stands in
    Path data() {
        return named("--data (KAMIYO_DATA)", data);
    }

    /// @throws FailedException when it is empty
    Path run() {
        return named("--run (KAMIYO_RUN)", run);
    }

    /// Where each part of it lies.
    Folders folders() {
        return new Folders(data(), run());
    }

    /// The backups that are kept of it.
    BackupStore backups(Clock clock) {
        return new BackupStore(data().resolve("backups"), backupCopy(), clock, BackupStore.Retention.DEFAULT);
    }

    /// Lets a verb go on that works on data and makes none.
    ///
    /// @throws FailedException when there is no data, nor anything that it can be built from
    void mustHoldData() {
        if (!Database.isIn(folders(), backups(Clock.systemUTC()))) {
            throw new FailedException("there is no Kamiyo data in " + data()
                    + "; say with --data (KAMIYO_DATA) where it is, or have it made: kamiyo serve");
        }
    }

    /// @throws FailedException when the path of a setting is empty
    static Path named(String setting, Path folder) {
        if (folder.toString().isBlank()) {
            throw FailedException.wrongUsage(setting + " is ''; the path of a folder is due");
        }
        return folder.toAbsolutePath().normalize();
    }
}
