package dev.kamiyo.drill;

import dev.kamiyo.db.Folders;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Outside;
import dev.kamiyo.drill.Fault.Need;
import dev.kamiyo.files.DiskSpace;
import dev.kamiyo.files.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Makes faults and looks whether the guardian deals with them.
public final class Drill {
    private static final long ROOM_FACTOR = 12;
    private static final long LEAST_ROOM = 256L << 20;

    private final Clock clock;
    private final Consumer<Result> told;

    /// @param clock the machine's own: times are compared with those of incidents
    /// @param told hears of each fault as soon as it is over
    public Drill(Clock clock, Consumer<Result> told) {
        this.clock = clock;
        this.told = told;
    }

    /// What a drill on a copy takes of the disk of the run folder, in bytes.
    ///
    /// @param due what must be free before it begins; it is free again at its end
    /// @param free what is
    record Room(long due, long free) {
        /// @throws IOException when the run folder cannot be made or seen
        static Room of(Folders folders) throws IOException {
            Files.createDirectories(folders.run());
            return new Room(DiskSpace.of(folders.primary()) * ROOM_FACTOR + LEAST_ROOM, DiskSpace.free(folders.run()));
        }

        boolean isEnough() {
            return free >= due;
        }

        /// In words, for when it is not.
        String words(Folders folders) {
            return "%,d MB are due in %s, and %,d are free".formatted(due >> 20, folders.run(), free >> 20);
        }
    }

    /// Makes the copy that a drill is held on.
    @FunctionalInterface
    public interface Copying {
        /// @param scratch an existing folder
        /// @param target a file that does not exist
        void copy(Path scratch, Path target) throws IOException;
    }

    /// Makes faults on a service of its own with a copy of the data, which are left as they are.
    ///
    /// @param folders the data
    /// @param isServed whether another process has them open
    /// @throws IOException when there is no room, another drill is held, or the copy or its service cannot be made
    public Report onACopy(Folders folders, boolean isServed, List<Fault> faults)
            throws IOException, InterruptedException {
        return onACopy(
                folders, (scratch, target) -> Outside.copy(folders.primary(), isServed, scratch, target), faults);
    }

    /// The same for data that this process may have open.
    ///
    /// @param copying makes the copy
    Report onACopy(Folders folders, Copying copying, List<Fault> faults) throws IOException, InterruptedException {
        var at = clock.instant();
        var room = Room.of(folders);
        if (!room.isEnough()) {
            throw new IOException(room.words(folders));
        }
        var folder = Files.createDirectories(folders.run().resolve("drill"));
        try (var _ = FolderLock.tryAcquire(folder)
                .orElseThrow(() -> new IOException("another drill is held here, by the process "
                        + FolderLock.holder(folder).orElse("unknown")))) {
            return onACopy(at, folders, folder, copying, faults);
        }
    }

    private Report onACopy(Instant at, Folders folders, Path folder, Copying copying, List<Fault> faults)
            throws IOException, InterruptedException {
        long bytes = DiskSpace.of(folders.primary());
        var scratch = folder.resolve("scratch");
        Shell.run("rm -rf '" + scratch + "'"); // of a drill that was cut off
        Files.createDirectories(scratch);
        try {
            var seed = scratch.resolve("seed.db");
            copying.copy(scratch, seed);
            var ordinary = faults.stream()
                    .filter(fault -> fault.need() != Need.A_SMALL_DISK)
                    .toList();
            var full = faults.stream()
                    .filter(fault -> fault.need() == Need.A_SMALL_DISK)
                    .toList();
            var report = new Report(at, false, bytes, 0, 0, List.of(), List.of());
            if (!ordinary.isEmpty()) {
                report = more(report, ScratchStage.start(scratch.resolve("copy"), seed, false), ordinary);
            }
            if (!full.isEmpty()) {
                report = onASmallDisk(report, scratch, seed, full);
            }
            return report;
        } finally {
            Shell.run("rm -rf '" + folder + "'");
        }
    }

    private Report onASmallDisk(Report report, Path scratch, Path seed, List<Fault> faults)
            throws IOException, InterruptedException {
        var probe = scratch.resolve("probe");
        Files.createDirectories(probe);
        if (Shell.succeeds("mount -t tmpfs -o size=1m kamiyo-drill '" + probe + "' && umount '" + probe + "'")) {
            return more(report, ScratchStage.start(scratch.resolve("small"), seed, true), faults);
        }
        var results = new ArrayList<>(report.results());
        for (var fault : faults) {
            var skipped = Result.skipped(fault, "this user may mount no disk (root, CAP_SYS_ADMIN)");
            told.accept(skipped);
            results.add(skipped);
        }
        return new Report(
                report.at(), false, report.bytes(), report.reads(), report.writes(), results, report.missing());
    }

    private Report more(Report before, Stage stage, List<Fault> faults) throws IOException, InterruptedException {
        var results = new ArrayList<>(before.results());
        var missing = new ArrayList<>(before.missing());
        try (stage;
                var rehearsal = new Rehearsal(stage, clock)) {
            for (var fault : faults) {
                var result = rehearsal.run(fault);
                told.accept(result);
                results.add(result);
            }
            missing.addAll(rehearsal.everything());
            stage.end();
            if (stage.key().isPresent()) {
                missing.addAll(unsound(stage));
            }
            return new Report(
                    before.at(),
                    before.isLive(),
                    before.bytes(),
                    before.reads() + rehearsal.reads(),
                    before.writes() + rehearsal.writes(),
                    List.copyOf(results),
                    List.copyOf(missing));
        }
    }

    /// After its service has ended both copies must be whole, and the same.
    private static List<String> unsound(Stage stage) throws IOException {
        var wrong = new ArrayList<String>();
        var found = new ArrayList<Inspection>();
        for (var file : List.of(stage.folders().primary(), stage.folders().standby())) {
            var one = Outside.inspect(file, false, stage.folders().run());
            found.add(one);
            if (one instanceof Inspection.Unsound unsound) {
                wrong.add(file + " at the end: " + unsound.why());
            }
        }
        if (found.getFirst() instanceof Inspection.Sound one
                && found.getLast() instanceof Inspection.Sound other
                && !(one.head().equals(other.head()) && one.tables().equals(other.tables()))) {
            wrong.add("the two copies differ at the end");
        }
        return wrong;
    }

    /// Makes faults on the running service. It is read meanwhile, and nothing is written to it.
    ///
    /// @param folders its data
    /// @param old its newest backup
    /// @param pid its process
    /// @param url where it listens: `http://host:port`
    /// @throws IOException when it does not answer
    public Report live(Folders folders, Path old, long pid, String url, List<Fault> faults)
            throws IOException, InterruptedException {
        Instant at = clock.instant();
        var none = new Report(at, true, DiskSpace.of(folders.primary()), 0, 0, List.of(), List.of());
        return more(none, new LiveStage(folders, old, pid, url), faults);
    }
}
