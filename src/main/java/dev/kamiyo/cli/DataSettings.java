package dev.kamiyo.cli;

import java.nio.file.Path;
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

    private static Path named(String setting, Path folder) {
        if (folder.toString().isBlank()) {
            throw FailedException.wrongUsage(setting + " is ''; the path of a folder is due");
        }
        return folder.toAbsolutePath().normalize();
    }
}
