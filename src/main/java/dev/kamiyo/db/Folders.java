package dev.kamiyo.db;

import java.nio.file.Path;

/// Where the parts of the database lie.
///
/// @param data the primary, the journal, backups and what was replaced
/// @param run the standby; on another disk where there is one
public record Folders(Path data, Path run) {
    /// The file that people know and open with sqlite3.
    public Path primary() {
        return data.resolve("kamiyo.db");
    }

    /// The hot standby.
    public Path standby() {
        return run.resolve("standby.db");
    }

    /// Acknowledged writes, one line each.
    public Path journal() {
        return data.resolve("journal");
    }

    /// Files that were replaced, kept for a person to look at.
    public Path quarantine() {
        return data.resolve("quarantine");
    }

    /// Room that is given up when the disk is nearly full.
    public Path ballast() {
        return data.resolve("ballast");
    }

    /// Edits made by hand that wait for `kamiyo adopt`.
    public Path edits() {
        return data.resolve("edits");
    }

    Path of(Role role) {
        return switch (role) {
            case PRIMARY -> primary();
            case STANDBY -> standby();
        };
    }
}
