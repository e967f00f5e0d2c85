package dev.kamiyo.testing;

import dev.kamiyo.backup.BackupFailedException;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// What goes on beside the writes of a soak, so that a child may be struck in the middle of it: backups, which trim
/// the journal too, and files that are deleted or damaged by another process, which the guardian heals.
final class SoakChores implements Runnable {
    private static final int PATIENCE = 2_000;
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Database database;
    private final BackupStore backups;
    private final SplittableRandom random;

    SoakChores(Database database, BackupStore backups, long seed) {
        this.database = database;
        this.backups = backups;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void run() {
        try {
            while (true) {
                untilAllIsWell();
                one();
                untilNoticed();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Two files are never struck at once: the next chore waits until the last one was noticed and mended.
    private void untilAllIsWell() {
        while (!allIsWell()) {
            write();
        }
    }

    private void untilNoticed() {
        for (int i = 0; i < PATIENCE && allIsWell(); i++) {
            write();
        }
    }

    /// Lets the writer have a look at the copies. It is refused while somebody else has struck both of them.
    private void write() {
        try {
            database.write(tx -> tx.seq());
        } catch (DbFaultException _) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean allIsWell() {
        return database.copies().stream().allMatch(copy -> copy.inService());
    }

    private void one() throws IOException, InterruptedException {
        var primary = database.copy(Role.PRIMARY).file();
        var standby = database.copy(Role.STANDBY).file();
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> backUp();
            case 3 -> shell("rm " + primary);
            case 4 -> shell("rm " + standby);
            case 5 -> shell("truncate -s 8192 " + primary);
            case 6 -> shell("dd if=/dev/zero of=" + primary + " bs=4096 seek=2 count=3 conv=notrunc 2>/dev/null");
            default -> {
                if (!backups.list().isEmpty()) {
                    shell("cp " + backups.list().getFirst().file() + " " + primary);
                }
            }
        }
    }

    /// One that fails may be of a copy that was struck just then, and may have come back meanwhile.
    private void backUp() {
        try {
            backups.make(database);
        } catch (BackupFailedException _) {
            untilAllIsWell();
            backUpAgain();
        }
    }

    private void backUpAgain() {
        try {
            backups.make(database);
        } catch (BackupFailedException e) {
            if (allIsWell()) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// A file that is gone already, since it is being healed just then, is no matter.
    private static void shell(String command) throws IOException, InterruptedException {
        var _ = new ProcessBuilder("sh", "-c", command + " 2>/dev/null").start().waitFor();
    }
}
