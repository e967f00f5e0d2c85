package dev.kamiyo.guardian;

import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFault;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Role;
import dev.kamiyo.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Watches over the two copies: looks at their files twenty times a second, and brings back whichever is out of
/// service.
///
/// What lasts is an incident: it is opened once, and closed when both copies are in service again. A fault is
/// logged in SQLite's own words when it begins and at most once a minute while it lasts; its end is logged once.
/// Safe for use by many threads.
public final class Guardian implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("guardian");
    private static final Duration TICK = Duration.ofMillis(50);
    private static final int TRY_WRITES_EVERY = 10;
    private static final int PROBE_BYTES = 1 << 16;
    private static final Duration REPEAT = Duration.ofMinutes(1);
    private static final long MOST_ATTEMPTS = 12;

    private final Database database;
    private final Clock clock;
    private final IncidentFolder folder;
    private final Incidents incidents;
    private final Watch primary;
    private final Watch standby;
    private final Scrub scrub;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("guardian").daemon().factory());
    private int tick;
    private volatile @Nullable DbFault journal;

    /// What is remembered of one copy between two ticks.
    private static final class Watch {
        private final Patience patience;
        private final Stillness stillness;
        private @Nullable Instant said;
        private @Nullable Instant failed;
        private @Nullable DbFault seen;
        private Sight well = new Sight(Optional.empty(), 0, false, false, -1, true);
        private boolean everWell;

        Watch(CopyStatus status, Clock clock) {
            this.patience = new Patience(clock);
            this.stillness = new Stillness(status.file());
        }
    }

    private Watch watch(CopyStatus status) {
        return switch (status.role()) {
            case PRIMARY -> primary;
            case STANDBY -> standby;
        };
    }

    /// Starts watching.
    ///
    /// @param logLines the last lines of the log, which are saved with each incident
    /// @param listener is told of incidents
    public Guardian(Database database, Clock clock, Supplier<List<String>> logLines, IncidentListener listener) {
        this.database = database;
        this.clock = clock;
        this.folder = new IncidentFolder(database.folders());
        folder.begins(clock.instant());
        this.incidents = new Incidents(folder, database, clock, logLines, listener);
        this.primary = new Watch(database.copy(Role.PRIMARY), clock);
        this.standby = new Watch(database.copy(Role.STANDBY), clock);
        this.scrub = new Scrub(database, clock);
        database.loss().ifPresent(incidents::lost);
        var _ = thread.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Why the primary, or the journal without which nothing is written, cannot be used; empty when both can.
    public Optional<DbFault> fault() {
        return database.copy(Role.PRIMARY).fault().or(() -> Optional.ofNullable(journal));
    }

    /// The incident that is open now.
    public Optional<Incident> incident() {
        return incidents.kept();
    }

    /// All incidents, the newest first; also an open one of which nothing can be written down.
    public List<Incident> incidents() {
        var written = folder.newestFirst();
        var open = incidents
                .kept()
                .filter(one -> written.stream().noneMatch(other -> other.id().equals(one.id())));
        return Stream.concat(open.stream(), written.stream()).toList();
    }

    /// All incidents and the last 90 days.
    public History history() {
        return History.of(incidents(), folder, clock.instant());
    }

    /// What was counted of incidents since the process began.
    public IncidentTally tally() {
        return incidents.tally();
    }

    private void tick() {
        try {
            database.look();
            if (tick++ % TRY_WRITES_EVERY == 0) {
                database.tryToWrite();
                lookAtJournal();
            }
            for (var status : database.copies()) {
                if (status.inService()) {
                    well(status);
                } else {
                    recover(status);
                }
            }
            incidents.tick(database.copies().stream().allMatch(CopyStatus::inService) && journal == null);
        } catch (RuntimeException | Error e) {
            log.error("the guardian failed; this is a defect, please report it", e);
        }
    }

    /// A journal that refused the last write is asked again with a file of its own, since perhaps nobody writes.
    private void lookAtJournal() {
        if (database.stopped().orElse(null) instanceof DbFault.JournalStopped lasting) {
            if (journal == null) {
                incidents.see(new Symptom.JournalStopped(Role.PRIMARY, lasting.why()), clock.instant());
            }
            journal = lasting;
            return;
        }
        if (!(database.writes().lasting().orElse(null) instanceof DbFault.JournalStopped stopped)) {
            journal = null;
            return;
        }
        var probe = database.folders().data().resolve(".probe.tmp");
        try {
            DurableFiles.write(probe, " ".repeat(PROBE_BYTES));
            Files.delete(probe);
            journal = null;
        } catch (IOException _) {
            if (journal == null) {
                incidents.see(new Symptom.JournalStopped(Role.PRIMARY, stopped.why()), clock.instant());
            }
            journal = stopped;
        }
    }

    private void well(CopyStatus status) {
        var watch = watch(status);
        watch.patience.ends();
        watch.failed = null;
        watch.seen = null;
        watch.everWell = true;
        watch.well = Sight.of(status.file());
        if (watch.said != null) {
            watch.said = null;
            log.info("{} can be used again; nothing is left to do", status.file());
        }
    }

    private void recover(CopyStatus status) {
        tell(status);
        var watch = watch(status);
        try {
            see(status);
            if (watch.patience.isOver() && watch.stillness.isStill()) {
                if (database.isHanging(status.role())) {
                    watch.patience.failed(false); // to wait here would leave the other copy alone
                } else {
                    bringBack(status);
                }
            }
        } catch (DbFaultException | IOException e) {
            watch.patience.failed(isPersonsTurn());
            incidents.note(Event.Kind.FAILED, status, "", String.valueOf(e.getMessage()));
            failed(status, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// After many attempts that replaced something another one soon is of no use, as long as one copy serves;
    /// while none does, nothing is written, and an attempt is always worth it.
    private boolean isPersonsTurn() {
        return incidents.attempts() >= MOST_ATTEMPTS
                && database.copies().stream().anyMatch(CopyStatus::inService);
    }

    /// A lock or a full disk lasts for many attempts; it is told once in a while and not with each of them.
    private void failed(CopyStatus status, String why) {
        if (why.startsWith(status.fault().map(DbFault::words).orElse("?"))) {
            return; // it still lasts, which is told already
        }
        var watch = watch(status);
        var now = clock.instant();
        if (watch.failed == null || !now.isBefore(watch.failed.plus(REPEAT))) {
            watch.failed = now;
            log.warn(
                    "the {} is not back yet: {}; it is tried again",
                    status.role().label(),
                    why);
        }
    }

    /// A fault that is new, and that lasts longer than daily life does, is a symptom. A standby that is not there yet
    /// is none: containers lose it with each new one.
    private void see(CopyStatus status) throws IOException {
        var watch = watch(status);
        var fault = lasting(status);
        if (fault.equals(watch.seen) || (status.role() == Role.STANDBY && !watch.everWell)) {
            return;
        }
        var since = status.since().orElse(clock.instant());
        var symptom = Symptom.of(status, fault, watch.well);
        if (!clock.instant().isBefore(since.plus(Playbook.grace(symptom)))) {
            watch.seen = fault;
            incidents.see(symptom, since);
        }
    }

    /// The fault of a copy; when that would pass by itself, but the file was moved meanwhile, what does not pass.
    private DbFault lasting(CopyStatus status) throws IOException {
        var fault = status.fault().orElseThrow();
        return switch (fault) {
            case DbFault.Locked _, DbFault.Lagging _, DbFault.Overloaded _, DbFault.Interrupted _ ->
                status.isOpen() && !database.isSameFile(status.role()) ? new DbFault.CannotOpen(14) : fault;
            case DbFault.CannotOpen _,
                    DbFault.Replaced _,
                    DbFault.Corrupt _,
                    DbFault.NotADatabase _,
                    DbFault.Diverged _,
                    DbFault.ReadOnly _,
                    DbFault.Full _,
                    DbFault.Io _,
                    DbFault.JournalStopped _,
                    DbFault.Other _ -> fault;
        };
    }

    private void bringBack(CopyStatus status) throws IOException, InterruptedException {
        var diagnosis = diagnose(status);
        see(status); // what the second look found may be worse than what took the copy out of service
        var remedy = Playbook.remedy(diagnosis);
        incidents.note(Event.Kind.DIAGNOSIS, status, "", diagnosis.text());
        incidents.note(Event.Kind.ATTEMPT, status, remedy.name(), attempt(remedy));
        carryOut(remedy, status);
        incidents.note(Event.Kind.RECOVERED, status, remedy.name(), remedy.words());
    }

    /// What replaces something is counted, and so bounded; a wait is told once.
    private String attempt(Remedy remedy) {
        return remedy.replaces() ? remedy.words() + ", attempt " + (incidents.attempts() + 1) : remedy.words();
    }

    /// One error's word is not enough to replace a file: a second look, on a fresh connection, decides. A file that
    /// is sound but at another write than its handles is an older one that was put over it.
    private Diagnosis diagnose(CopyStatus status) throws IOException {
        var role = status.role();
        var fault = status.fault().orElseThrow();
        if (Sight.of(status.file()).isForbidden()) {
            return new Diagnosis.Forbidden("the file's mode lets this user not in");
        }
        return switch (fault) {
            case DbFault.Locked _,
                    DbFault.ReadOnly _,
                    DbFault.Full _,
                    DbFault.Io _,
                    DbFault.CannotOpen _,
                    DbFault.Lagging _,
                    DbFault.JournalStopped _,
                    DbFault.Overloaded _,
                    DbFault.Interrupted _ -> {
                if (database.isMissing(role)) {
                    yield new Diagnosis.WrongFile("there is no file under the name");
                }
                if (status.fault().orElseThrow() instanceof DbFault.ReadOnly
                        && Files.isWritable(status.file().toAbsolutePath().getParent())) {
                    yield new Diagnosis.WrongFile("its handles may only read, whatever its mode becomes");
                }
                if (status.isOpen() && !database.isSameFile(role)) {
                    yield new Diagnosis.WrongFile("the file or the -wal under the name is not the one that is open");
                }
                if (fault instanceof DbFault.Io io && io.isShort()) {
                    yield shortened(status);
                }
                yield new Diagnosis.Hindered("the file is the one that was left; something outside hinders");
            }
            case DbFault.Corrupt _, DbFault.NotADatabase _, DbFault.Replaced _, DbFault.Diverged _, DbFault.Other _ ->
                examine(status);
        };
    }

    /// A part of the file or of its -wal is gone under the open handles, and so not to be healed through them.
    private Diagnosis shortened(CopyStatus status) throws IOException {
        return switch (examine(status)) {
            case Diagnosis.WrongContent(var text) -> new Diagnosis.WrongFile(text);
            case Diagnosis.Hindered same -> same;
            case Diagnosis.Forbidden same -> same;
            case Diagnosis.Intact same -> same;
            case Diagnosis.WrongFile same -> same;
        };
    }

    private Diagnosis examine(CopyStatus status) throws IOException {
        var role = status.role();
        if (!status.isOpen() || !database.isSameFile(role)) {
            return new Diagnosis.WrongFile("the file under the name is not open and cannot be used");
        }
        if (role == Role.PRIMARY) {
            database.saveEdits(role);
        }
        var open = database.copy(role).head();
        var words =
                switch (database.inspect(role)) {
                    case Inspection.Unsound unsound -> unsound.why();
                    case Inspection.Sound sound ->
                        open.filter(sound.head()::equalsWrite).isPresent()
                                ? ""
                                : "it is whole, but at write " + sound.head().seq() + ": another state was put over it";
                };
        if (words.isEmpty()) {
            return new Diagnosis.Intact("a fresh connection finds it whole and at the write of its handles");
        }
        return role == Role.PRIMARY
                ? new Diagnosis.WrongContent("a fresh connection says: " + words)
                : new Diagnosis.WrongFile("a fresh connection says: " + words);
    }

    /// Whether it says nothing about the content, and a new file would mend nothing. A file that is not in WAL mode is
    /// locked by our own handles, and for ever: that is no reason to wait.
    private static boolean isPassing(DbFaultException e, CopyStatus status) {
        return switch (e.fault()) {
            case DbFault.Locked _ -> LockHolder.of(status.file()).isPresent();
            case DbFault.Lagging _ -> true; // the disk hangs, and would under a new file
            case DbFault.Full _, DbFault.Io _, DbFault.CannotOpen _, DbFault.ReadOnly _ -> false;
            case DbFault.Corrupt _, DbFault.NotADatabase _, DbFault.Replaced _, DbFault.Diverged _ -> false;
            case DbFault.JournalStopped _, DbFault.Overloaded _, DbFault.Interrupted _, DbFault.Other _ -> false;
        };
    }

    private void carryOut(Remedy remedy, CopyStatus status) throws IOException, InterruptedException {
        var role = status.role();
        switch (remedy) {
            case CATCH_UP -> database.catchUp(role);
            case RESTORE_MODE -> {
                try {
                    Files.setPosixFilePermissions(status.file(), PosixFilePermissions.fromString("rw-r--r--"));
                    lookAgain(status);
                } catch (IOException e) {
                    log.info("the mode of {} cannot be set: {}", status.file(), e.getMessage());
                    carryOut(Remedy.PUBLISH_ANEW, status); // another user's file; a new one is ours
                }
            }
            case ACCEPT -> {
                try {
                    database.accept(role);
                    database.catchUp(role);
                } catch (DbFaultException e) {
                    if (isPassing(e, status)) {
                        throw e;
                    }
                    log.info("{} is whole but does not follow the journal: {}", status.file(), e.getMessage());
                    carryOut(role == Role.PRIMARY ? Remedy.HEAL_IN_PLACE : Remedy.PUBLISH_ANEW, status);
                }
            }
            case HEAL_IN_PLACE -> {
                try {
                    database.healInPlace(role);
                } catch (DbFaultException e) {
                    if (e.fault() instanceof DbFault.Diverged
                            || e.fault() instanceof DbFault.Full
                            || isPassing(e, status)) {
                        throw e; // there is nothing to heal it from, or it passes
                    }
                    log.info("{} cannot be healed through its handles: {}", status.file(), e.getMessage());
                    carryOut(Remedy.PUBLISH_ANEW, status);
                }
            }
            case PUBLISH_ANEW -> database.healAnew(role);
        }
    }

    /// A change of the mode changes what `stat` tells, so that only a look inside says whether that was all.
    private void lookAgain(CopyStatus status) throws IOException, InterruptedException {
        if (!status.isOpen()) {
            database.catchUp(status.role());
            return;
        }
        var found = examine(status);
        incidents.note(Event.Kind.DIAGNOSIS, status, "", found.text());
        carryOut(Playbook.remedy(found), status);
    }

    private void tell(CopyStatus status) {
        var fault = status.fault().orElseThrow();
        var now = clock.instant();
        var watch = watch(status);
        var last = watch.said;
        if (status.role() == Role.STANDBY && last == null && fault instanceof DbFault.CannotOpen) {
            return; // a standby that is not there yet is no fault: containers lose it with each new one
        }
        if (last == null || !now.isBefore(last.plus(REPEAT))) {
            log.atLevel(fault instanceof DbFault.Lagging ? Level.WARN : Level.ERROR) // a busy disk is daily life
                    .log("{} (code {}) at {}; {}", fault.words(), fault.code(), status.file(), next(fault));
            watch.said = now;
        }
    }

    private static String next(DbFault fault) {
        return switch (fault) {
            case DbFault.Locked _ -> "find who holds the lock with: fuser kamiyo.db";
            case DbFault.CannotOpen _, DbFault.Replaced _ -> "it comes back by itself from the other copy";
            case DbFault.Corrupt _, DbFault.NotADatabase _, DbFault.Diverged _ ->
                "it is healed from the other copy; what it held is kept in quarantine";
            case DbFault.ReadOnly _ -> "check owner and mode of the file and its folder: ls -ld";
            case DbFault.Full _ -> "free space: df -h";
            case DbFault.Io _, DbFault.JournalStopped _ -> "check the disk: dmesg, df -h";
            case DbFault.Overloaded _, DbFault.Interrupted _, DbFault.Lagging _ ->
                "it passes by itself when the load does";
            case DbFault.Other _ -> "see the lines before this one";
        };
    }

    /// Stops watching.
    @Override
    public void close() {
        scrub.close();
        thread.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (thread.awaitTermination(1, TimeUnit.DAYS)) {
                    break;
                }
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
