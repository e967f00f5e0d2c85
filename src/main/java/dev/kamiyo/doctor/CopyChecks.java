package dev.kamiyo.doctor;

import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Outside;
import dev.kamiyo.guardian.LockHolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Step 3 of the runbook: every page and row of both copies on a fresh connection, who holds a lock, and the -wal.
final class CopyChecks {
    private static final long LONG_WAL = 64L << 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

    private final Patient patient;

    CopyChecks(Patient patient) {
        this.patient = patient;
    }

    List<Check> run() throws InterruptedException {
        var checks = new ArrayList<Check>();
        var folders = patient.folders();
        checks.add(integrity("primary", folders.primary()));
        checks.add(integrity("standby", folders.standby()));
        checks.add(lock());
        checks.add(wal());
        return checks;
    }

    private Check integrity(String name, Path file) {
        if (Files.notExists(file)) {
            return Check.skipped(name, "there is no file", "see the files above", "");
        }
        Path scratch = null;
        try {
            scratch = Files.createTempDirectory("kamiyo-doctor-");
            return switch (Outside.inspect(file, patient.isServed(), scratch)) {
                case Inspection.Sound sound ->
                    Check.ok(
                            name,
                            "integrity_check says ok, and every row is as it was written: %,d exploits, write %,d"
                                    .formatted(
                                            sound.tables().containsKey("exploits")
                                                    ? sound.tables()
                                                            .get("exploits")
                                                            .rows()
                                                    : 0,
                                            sound.head().seq()));
                case Inspection.Unsound unsound -> unsound(name, unsound.why());
            };
        } catch (IOException e) {
            return Check.skipped(
                    name,
                    "cannot be copied for a look: " + e.getMessage(),
                    "TMPDIR needs as much room as the file, and this user must be able to read it",
                    "df -h /tmp");
        } finally {
            discard(scratch);
        }
    }

    private Check unsound(String name, String why) {
        return patient.isServed()
                ? Check.bad(
                        name,
                        why,
                        "the service goes on with the other copy and heals this one within seconds",
                        "kamiyo incidents")
                : Check.bad(
                        name,
                        why,
                        "a start heals it from the other copy, or from the newest backup and the journal",
                        "kamiyo serve");
    }

    private static void discard(@Nullable Path scratch) {
        try {
            if (scratch != null) {
                Files.deleteIfExists(scratch);
            }
        } catch (IOException _) {
            scratch.toFile().deleteOnExit();
        }
    }

    /// A lock of a moment is daily life: only one that the same process holds at two looks counts.
    private Check lock() throws InterruptedException {
        var first = holder();
        if (first.isEmpty()) {
            return Check.ok("lock", "no other process holds the primary");
        }
        Thread.sleep(BETWEEN_LOOKS);
        return holder().filter(first.get()::equals)
                .map(by -> Check.bad(
                        "lock",
                        "process %d (%s) holds the primary".formatted(by.pid(), by.program()),
                        "database is locked: reads and writes go on with the standby until that process ends",
                        "kill " + by.pid()))
                .orElseGet(() ->
                        Check.ok("lock", "a lock of a moment: " + first.get().program()));
    }

    private Optional<LockHolder> holder() {
        return LockHolder.of(patient.folders().primary(), patient.pid().orElse(0));
    }

    private Check wal() {
        var wal = Path.of(patient.folders().primary() + "-wal");
        try {
            if (Files.notExists(wal)) {
                return patient.isServed() && Files.exists(patient.folders().primary())
                        ? Check.bad(
                                "wal",
                                wal + " is missing",
                                "somebody deleted a part of the open database; the service puts a new file in its place",
                                "kamiyo incidents")
                        : Check.ok("wal", "none: everything is in the file");
            }
            long bytes = Files.size(wal);
            if (bytes > LONG_WAL) {
                return Check.warning(
                        "wal",
                        "%,d bytes".formatted(bytes),
                        "somebody has been reading for so long that it cannot be emptied",
                        "fuser -v " + patient.folders().primary());
            }
            return Check.ok("wal", "%,d bytes".formatted(bytes));
        } catch (IOException e) {
            return Check.bad("wal", "cannot be seen: " + e.getMessage(), "a folder above it lets nobody in", "");
        }
    }
}
