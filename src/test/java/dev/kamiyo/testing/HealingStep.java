package dev.kamiyo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A fault and a step on the way from it to a healed copy, told by the files that the step leaves.
///
/// In a command FILE is the primary, STANDBY the standby. What damages a file overwrites more pages than the -wal is
/// likely to have, since those that it has are not read from the file.
enum HealingStep {
    /// The primary is built anew: its draft has been begun.
    PRIMARY_DRAFTED("rm -f FILE FILE-wal FILE-shm") {
        @Override
        boolean isReached(Seen before, Seen now) {
            return now.hasPrimaryDraft;
        }
    },
    /// The primary was built anew, and has its name.
    PRIMARY_PUBLISHED("rm -f FILE FILE-wal FILE-shm") {
        @Override
        boolean isReached(Seen before, Seen now) {
            return now.hasPrimary;
        }
    },
    /// The standby is built anew: its draft has been begun.
    STANDBY_DRAFTED("rm -f STANDBY STANDBY-wal STANDBY-shm") {
        @Override
        boolean isReached(Seen before, Seen now) {
            return now.hasStandbyDraft;
        }
    },
    /// The standby was built anew, and has its name.
    STANDBY_PUBLISHED("rm -f STANDBY STANDBY-wal STANDBY-shm") {
        @Override
        boolean isReached(Seen before, Seen now) {
            return now.hasStandby;
        }
    },
    /// The primary is healed in place: what it held is being saved.
    DAMAGE_SAVED("head -c 262144 /dev/urandom | dd of=FILE bs=262144 conv=notrunc status=none") {
        @Override
        boolean isReached(Seen before, Seen now) {
            return !before.quarantined.containsAll(now.quarantined); // the oldest go when others come
        }
    },
    /// The primary was healed in place, and has a header again.
    DAMAGE_MENDED("head -c 262144 /dev/urandom | dd of=FILE bs=262144 conv=notrunc status=none") {
        @Override
        boolean isReached(Seen before, Seen now) {
            return now.hasHeader;
        }
    },
    /// Both copies are damaged: a third is built from a backup and the journal.
    BASE_TAKEN("head -c 262144 /dev/urandom | dd of=FILE bs=262144 conv=notrunc status=none;"
            + " head -c 262144 /dev/urandom | dd of=STANDBY bs=262144 conv=notrunc status=none") {
        @Override
        boolean isReached(Seen before, Seen now) {
            return now.hasBase;
        }
    };

    private static final Duration LOOK = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String MAGIC = "SQLite format 3";

    private final String fault;

    HealingStep(String fault) {
        this.fault = fault;
    }

    /// What the files show.
    record Seen(
            boolean hasPrimary,
            boolean hasPrimaryDraft,
            boolean hasStandby,
            boolean hasStandbyDraft,
            boolean hasHeader,
            boolean hasBase,
            Set<String> quarantined) {
        static Seen in(Path data) {
            var folders = TestDatabase.folders(data);
            return new Seen(
                    Files.exists(folders.primary()),
                    Files.exists(draft(folders.primary())),
                    Files.exists(folders.standby()),
                    Files.exists(draft(folders.standby())),
                    hasHeader(folders.primary()),
                    Files.exists(folders.run().resolve("heal.db")),
                    names(folders.quarantine()));
        }

        private static Path draft(Path file) {
            return file.resolveSibling(file.getFileName() + ".tmp");
        }

        private static boolean hasHeader(Path file) {
            try (var in = Files.newInputStream(file)) {
                return new String(in.readNBytes(MAGIC.length()), StandardCharsets.ISO_8859_1).equals(MAGIC);
            } catch (IOException _) {
                return false; // it is not there just now
            }
        }

        private static Set<String> names(Path folder) {
            if (Files.notExists(folder)) {
                return Set.of();
            }
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(Path::toString).collect(Collectors.toSet());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    abstract boolean isReached(Seen before, Seen now);

    /// Makes the fault and waits until the step is reached, or until it must have been missed.
    ///
    /// @return whether it was seen
    boolean await(Path data) throws IOException {
        var folders = TestDatabase.folders(data);
        var before = Seen.in(data);
        Program.run(
                "sh",
                "-c",
                fault.replace("STANDBY", folders.standby().toString())
                        .replace("FILE", folders.primary().toString()));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isReached(before, Seen.in(data))) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }
}
