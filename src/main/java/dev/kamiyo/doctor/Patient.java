package dev.kamiyo.doctor;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Whom the checklist is about.
///
/// @param folders where the data lie
/// @param backups its backups
/// @param logs the folder of the log's files, if there is one
/// @param onCall the file of contacts
/// @param pid the process that serves the data; empty when there is none
/// @param health what that process says of itself
public record Patient(
        Folders folders, BackupStore backups, Optional<Path> logs, Path onCall, OptionalLong pid, Health health) {
    boolean isServed() {
        return pid.isPresent();
    }

    /// The service's process, as its pid file and /proc tell; empty when it is gone.
    ///
    /// @param holder what the pid file says
    public static OptionalLong alive(Optional<String> holder) {
        return holder.filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .filter(pid -> ProcessHandle.of(pid).isPresent())
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /// The files that are looked at one by one.
    List<Path> databases() {
        return List.of(folders.primary(), folders.standby());
    }

    /// Whether nothing was ever kept here, or it is out of sight: there is no copy and nothing to build one from.
    boolean isBlank() {
        return !Database.isIn(folders, backups);
    }

    boolean hasData() {
        return databases().stream().anyMatch(Files::exists);
    }
}
