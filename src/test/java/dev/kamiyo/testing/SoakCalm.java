package dev.kamiyo.testing;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Role;
import dev.kamiyo.guardian.Guardian;
import dev.kamiyo.guardian.IncidentListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Healthy days, many of them in a short time: load, checkpoints, backups, whole looks through both copies, and people
/// with sqlite3.
///
/// @param backups how many were made; as many days, since one is made a day
/// @param incidents how many there were; each is a false alarm
/// @param wrong what else was not in order
public record SoakCalm(int backups, int incidents, List<String> wrong) {
    /// Whether nothing happened.
    public boolean isCalm() {
        return incidents == 0 && wrong.isEmpty();
    }

    /// Spends so long.
    ///
    /// @param folder an empty one
    public static SoakCalm spend(Path folder, Duration length) throws Exception {
        var backups = new BackupStore(
                folder.resolve("backups"),
                Optional.empty(),
                Clock.systemUTC(),
                new BackupStore.Retention(2, Duration.ofDays(1)));
        var wrong = new ArrayList<String>();
        try (var database = TestDatabase.open(folder);
                var guardian = new Guardian(database, Clock.systemUTC(), List::of, IncidentListener.NONE);
                var load = new Load(database)) {
            boolean canLook = Sqlite3.isThere();
            int made = 0;
            for (long began = System.nanoTime(); System.nanoTime() - began < length.toNanos(); made++) {
                load.goesOn();
                database.settle();
                backups.make(database);
                for (var role : Role.values()) {
                    if (database.inspect(role) instanceof Inspection.Unsound unsound) {
                        wrong.add(role.label() + ": " + unsound.why());
                    }
                }
                if (canLook) {
                    var found = Sqlite3.run(database.file(), "PRAGMA integrity_check;");
                    if (!found.equals("ok")) {
                        wrong.add("integrity_check: " + found);
                    }
                    Sqlite3.run(database.file(), "BEGIN IMMEDIATE; ROLLBACK;");
                }
            }
            load.end();
            wrong.addAll(load.wrong());
            Waiting.until(() -> database.copies().stream().allMatch(CopyStatus::inService));
            if (Files.exists(database.folders().quarantine())) {
                wrong.add("a file was replaced");
            }
            return new SoakCalm(made, guardian.incidents().size(), List.copyOf(wrong));
        }
    }
}
