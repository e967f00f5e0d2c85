package dev.kamiyo.db;

import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.files.FileTrouble;
import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Journal;
import dev.kamiyo.journal.JournalChain;
import dev.kamiyo.journal.JournalScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From the files that a start finds to the copies that serve: the table of ARCHITECTURE.md.
///
/// Nothing is replaced here that is not missing; what needs to be healed is left out of service, for whoever watches.
final class Start {
    private final Folders folders;
    private final Clock clock;
    private final Bases bases;
    private final Watcher watcher;
    private final EditStore edits;
    private final int readers;

    private Lineage lineage = Lineage.NONE;
    private @Nullable Loss loss;

    Start(Folders folders, Clock clock, Bases bases, Watcher watcher, EditStore edits, int readers) {
        this.folders = folders;
        this.clock = clock;
        this.bases = bases;
        this.watcher = watcher;
        this.edits = edits;
        this.readers = readers;
    }

    /// What a start made of the files.
    ///
    /// @param stopped why nothing may be written, if so
    record Started(
            Standing primary,
            Standing standby,
            Journal journal,
            @Nullable DbFault stopped) {}

    /// @throws StartRefusedException when a person must look first
    /// @throws SchemaTooNewException when a newer program wrote the data
    Started run() throws IOException {
        for (var role : Role.values()) {
            refuseLink(folders.of(role));
        }
        boolean hasData = hasData(folders, bases);
        if (!hasData && Files.exists(folders.standby())) {
            throw new StartRefusedException(folders.data() + " is empty, but " + folders.standby()
                    + " has data: is a volume not mounted? To begin anew, move that file away");
        }
        if (!hasData) {
            create();
        }
        var primary = look(Role.PRIMARY);
        var standby = look(Role.STANDBY);
        lineage = Lineage.read(folders.journal(), List.of(primary, standby));
        var chain = lineage.chain();
        harm().forEach(one -> watcher.startedWith(one.words()));
        chain.torn()
                .ifPresent(file -> watcher.startedWith(
                        "the last group in " + file + " broke off before it was acknowledged; it does not count"));
        var started = chain.last().isPresent()
                ? withJournal(primary, standby, chain, chain.last().get())
                : withoutJournal(primary, standby, chain);
        return chain.unread()
                .map(unread -> goOn(started, primary, standby, unread))
                .orElse(started);
    }

    /// A file that cannot be read now may hold acknowledged writes that no copy has: the first write would void them.
    private Started goOn(Started started, Found primary, Found standby, JournalChain.Harm unread) {
        if (holdsAll(started, primary, standby) && !unread.file().equals(folders.journal())) {
            return started;
        }
        watcher.startedWith("nobody can tell how the journal ends; reads go on, nothing is written: make "
                + unread.file() + " readable and start again");
        return new Started(
                started.primary(), started.standby(), started.journal(), new DbFault.JournalStopped(unread.words()));
    }

    /// Whether a copy serves that was closed in order: it holds all that the end of the journal says.
    private static boolean holdsAll(Started started, Found primary, Found standby) {
        return holdsAll(started.primary(), primary) || holdsAll(started.standby(), standby);
    }

    /// One that lines were brought into was closed before others wrote: of the end it knows nothing.
    private static boolean holdsAll(Standing standing, Found found) {
        return standing instanceof Standing.In(var copy)
                && found instanceof Found.Whole whole
                && whole.isLast()
                && whole.head().equalsWrite(copy.head());
    }

    /// SQLite keeps the -wal beside the file that a link leads to, where nobody looks after it.
    private static void refuseLink(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new StartRefusedException(file + " is a link to " + Files.readSymbolicLink(file)
                    + "; put the file itself there, or give the folder where it is: --data (KAMIYO_DATA), --run");
        }
    }

    /// What it could not bring back.
    Optional<Loss> loss() {
        return Optional.ofNullable(loss);
    }

    /// The harm of the journal that it told of.
    List<JournalChain.Harm> harm() {
        return lineage.chain().harm();
    }

    /// Whether there is anything that the primary is, or can be built from.
    static boolean hasData(Folders folders, Bases bases) {
        return Quarantine.parts(folders.primary()).stream().anyMatch(Files::exists)
                || hasJournal(folders.journal())
                || !bases.newestFirst().isEmpty();
    }

    private static boolean hasJournal(Path folder) {
        try {
            return !JournalScan.files(folder).isEmpty();
        } catch (IOException _) {
            return true; // what cannot be seen is not nothing
        }
    }

    /// Makes the file under another name first, so that it is never there without its schema.
    private void create() throws IOException {
        var file = folders.primary();
        var draft = DurableFiles.draft(file);
        for (var left : Quarantine.parts(draft)) {
            Files.deleteIfExists(left);
        }
        try (var connection = Connections.create(draft)) {
            Migrations.create(connection);
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        DurableFiles.publish(draft, file);
    }

    private Found look(Role role) {
        var file = folders.of(role);
        try {
            return Found.in(file, folders.run().resolve("look.db"), edits, watcher);
        } catch (IOException e) {
            watcher.startedWith("the " + role.label() + " " + file + " cannot be looked at: " + FileTrouble.words(e));
            return new Found.Shut(new DbFault.CannotOpen(14));
        }
    }

    private Started withJournal(Found primary, Found standby, JournalChain chain, JournalChain.Run run)
            throws IOException {
        var journal = new Journal(
                folders.journal(),
                clock,
                new Head(chain.store(), run.epoch(), run.last(), run.hash(), run.at()),
                Migrations.current(),
                chain.highest());
        var found = Map.of(Role.PRIMARY, primary, Role.STANDBY, standby);
        var relations = new HashMap<Role, Lineage.Relation>();
        for (var role : Role.values()) {
            if (found.get(role) instanceof Found.Whole whole) {
                relations.put(role, lineage.relation(folders.of(role), whole.head(), run));
            }
        }
        for (var wanted : List.of(Lineage.Relation.AHEAD, Lineage.Relation.AT_HEAD)) {
            var lead = farthest(found, relations, wanted);
            if (lead.isPresent()) {
                return lead(lead.get(), found, journal, wanted == Lineage.Relation.AHEAD);
            }
        }
        for (var role : List.of(Role.STANDBY, Role.PRIMARY)) {
            if (relations.get(role) == Lineage.Relation.BEHIND) {
                var started = follow(role, found, journal);
                if (started.isPresent()) {
                    return started.get();
                }
            }
        }
        return withoutCopies(found, journal);
    }

    /// The copy of a relation that is farthest; of equals the primary.
    private static Optional<Role> farthest(
            Map<Role, Found> found, Map<Role, Lineage.Relation> relations, Lineage.Relation wanted) {
        Role best = null;
        long seq = -1;
        for (var role : Role.values()) {
            if (relations.get(role) == wanted
                    && found.get(role) instanceof Found.Whole whole
                    && whole.head().seq() > seq) {
                best = role;
                seq = whole.head().seq();
            }
        }
        return Optional.ofNullable(best);
    }

    private Started lead(Role role, Map<Role, Found> found, Journal journal, boolean journalLost) throws IOException {
        Copy copy;
        try {
            copy = Copy.open(role, folders.of(role), readers);
        } catch (SQLException e) {
            var less = new HashMap<>(found);
            less.put(role, new Found.Shut(DbFault.of(e)));
            var other = follow(role.other(), less, journal);
            return other.isPresent() ? other.get() : withoutCopies(less, journal);
        }
        if (journalLost) {
            watcher.startedWith("the journal ends at write " + journal.head().seq() + ", before " + copy.file()
                    + " at write " + copy.head().seq() + "; it goes on from there, and a new backup is due");
            journal.goOnFrom(copy.head());
        }
        return started(copy, found, journal, null);
    }

    /// Opens a copy that is behind and replays the journal into it; a line that it refuses stops all writing.
    private Optional<Started> follow(Role role, Map<Role, Found> found, Journal journal) throws IOException {
        if (!(found.get(role) instanceof Found.Whole)) {
            return Optional.empty();
        }
        Copy copy;
        try {
            copy = Copy.open(role, folders.of(role), readers);
        } catch (SQLException _) {
            return Optional.empty(); // the other one may be open to us
        }
        DbFault stopped = null;
        try {
            Healing.follow(journal, copy);
        } catch (SQLException e) {
            stopped = DbFault.of(e);
        } catch (DbFaultException e) {
            stopped = e.fault();
        }
        if (stopped != null && stopped.keepsContent()) {
            copy.abandon(); // a full disk or a lock is no word about the lines; the other copy may take them
            return Optional.empty();
        }
        if (stopped != null) {
            watcher.startedWith(
                    "the " + role.label() + " stays at write " + copy.head().seq() + ": " + stopped.words()
                            + "; nothing is written until a person has looked: kamiyo journal");
        }
        return Optional.of(started(copy, found, journal, stopped));
    }

    private Started started(Copy lead, Map<Role, Found> found, Journal journal, @Nullable DbFault stopped)
            throws IOException {
        var other = lead.role().other();
        var standing = other(other, found.getOrDefault(other, new Found.Missing()), lead, journal);
        return lead.role() == Role.PRIMARY
                ? new Started(new Standing.In(lead), standing, journal, stopped)
                : new Started(standing, new Standing.In(lead), journal, stopped);
    }

    private Standing other(Role role, Found found, Copy lead, Journal journal) throws IOException {
        return switch (found) {
            case Found.Missing _ -> absent(new DbFault.CannotOpen(14));
            case Found.Bad bad -> {
                watcher.startedWith("the " + role.label() + " " + folders.of(role) + " cannot be used: " + bad.why());
                yield absent(bad.fault());
            }
            case Found.Shut shut -> absent(shut.fault());
            case Found.Whole whole -> {
                boolean equal = whole.head().equalsWrite(lead.head());
                if (!equal && !lineage.isBehind(whole.head(), journal.head())) {
                    yield absent(new DbFault.Diverged("it is not of this line of writes"));
                }
                try {
                    var copy = Copy.open(role, folders.of(role), readers);
                    yield equal
                            ? new Standing.In(copy)
                            : new Standing.Out(copy, new DbFault.Lagging(), clock.instant());
                } catch (SQLException e) {
                    yield absent(DbFault.of(e));
                }
            }
        };
    }

    private Standing absent(DbFault why) {
        return new Standing.Absent(why, clock.instant());
    }

    /// Neither copy can be used: the newest backup from which the journal leads on takes the primary's place.
    private Started withoutCopies(Map<Role, Found> found, Journal journal) throws IOException {
        if (found.values().stream().anyMatch(Found.Shut.class::isInstance)) {
            return new Started(closed(found.get(Role.PRIMARY)), closed(found.get(Role.STANDBY)), journal, null);
        }
        boolean nothingContradicts = found.values().stream().noneMatch(Found.Whole.class::isInstance);
        var file = folders.primary();
        try {
            var draft = DurableFiles.draft(file);
            var source = Healing.rebuild(bases, journal, draft, nothingContradicts);
            if (source.isEmpty()) {
                return readOnly(found, journal);
            }
            publish(draft, file);
            watcher.startedWith("neither copy could be used; " + file + " was built from " + source.get()
                    + ", up to write " + journal.head().seq());
            return opened(journal);
        } catch (IOException e) {
            return notBuilt(new DbFault.Io(10), FileTrouble.words(e), journal);
        } catch (DbFaultException e) {
            return notBuilt(e.fault(), e.fault().words(), journal);
        }
    }

    /// A full disk, perhaps: whoever watches builds it once that is over.
    private Started notBuilt(DbFault fault, String why, Journal journal) {
        watcher.startedWith("neither copy can be used, and " + folders.primary() + " cannot be built now: " + why
                + "; reads come from the newest backup, and it is tried again");
        return new Started(
                absent(fault), absent(new DbFault.CannotOpen(14)), journal, fault.keepsContent() ? null : fault);
    }

    private Started opened(Journal journal) throws IOException {
        try {
            var copy = Copy.open(Role.PRIMARY, folders.primary(), readers);
            return new Started(new Standing.In(copy), absent(new DbFault.CannotOpen(14)), journal, null);
        } catch (SQLException e) {
            return new Started(absent(DbFault.of(e)), absent(new DbFault.CannotOpen(14)), journal, null);
        }
    }

    private void publish(Path draft, Path file) throws IOException {
        if (Quarantine.parts(file).stream().anyMatch(Files::exists)) {
            var place = new Quarantine(folders.quarantine(), clock).take(file);
            watcher.startedWith("what was in the place of " + file + " is in " + place);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        DurableFiles.publish(draft, file);
    }

    private Standing closed(@Nullable Found found) {
        return absent(
                switch (found) {
                    case Found.Bad bad -> bad.fault();
                    case Found.Shut shut -> shut.fault();
                    case Found.Whole _ -> new DbFault.Diverged("it is not of the journal's line of writes");
                    case Found.Missing _ -> new DbFault.CannotOpen(14);
                    case null -> new DbFault.CannotOpen(14);
                });
    }

    /// There is data that contradicts the journal, and nothing that matches it: reads go on, and a person decides.
    private Started readOnly(Map<Role, Found> found, Journal journal) throws IOException {
        var why = new DbFault.Diverged("no copy and no backup matches the journal");
        for (var role : Role.values()) {
            if (found.get(role) instanceof Found.Whole) {
                try {
                    var copy = Copy.open(role, folders.of(role), readers);
                    watcher.startedWith(why.words() + "; reads come from " + copy.file()
                            + ", nothing is written until a person has looked: kamiyo restore --from FILE");
                    return started(copy, Map.of(), journal, why);
                } catch (SQLException e) {
                    watcher.startedWith(folders.of(role) + " cannot be opened: "
                            + DbFault.of(e).words());
                }
            }
        }
        watcher.startedWith(why.words() + "; reads come from the newest backup: kamiyo restore --from FILE");
        return new Started(closed(found.get(Role.PRIMARY)), closed(found.get(Role.STANDBY)), journal, why);
    }

    private Started withoutJournal(Found primary, Found standby, JournalChain chain) throws IOException {
        var found = Map.of(Role.PRIMARY, primary, Role.STANDBY, standby);
        var whole = new ArrayList<Role>();
        for (var role : Role.values()) {
            if (found.get(role) instanceof Found.Whole) {
                whole.add(role);
            }
        }
        if (whole.isEmpty()) {
            return fromBackupAlone(found, chain);
        }
        var lead = whole.getFirst();
        boolean diverged = false;
        if (primary instanceof Found.Whole one && standby instanceof Found.Whole other) {
            if (other.head().seq() > one.head().seq()
                    && Lineage.holds(folders.standby(), one.head())
                    && other.head().store().equals(one.head().store())) {
                lead = Role.STANDBY;
            } else if (!one.head().equalsWrite(other.head())
                    && !(one.head().store().equals(other.head().store())
                            && Lineage.holds(folders.primary(), other.head()))) {
                diverged = true;
            }
        }
        var leading = lead == Role.PRIMARY ? primary : standby;
        if (!(leading instanceof Found.Whole first)) {
            throw new IllegalStateException("the leading copy is not whole");
        }
        var head = first.head();
        boolean isNew = first.isFirst() || head.hash().equals(Head.GENESIS);
        var journal = new Journal(folders.journal(), clock, head, Migrations.current(), chain.highest());
        if (!isNew) {
            watcher.startedWith(
                    "the journal is missing; it begins anew after write " + head.seq() + ", and a new backup is due");
        }
        return diverged ? readOnly(found, journal) : lead(lead, found, journal, false);
    }

    private Started fromBackupAlone(Map<Role, Found> found, JournalChain chain) throws IOException {
        if (chain.unread().isPresent() || found.values().stream().anyMatch(Found.Shut.class::isInstance)) {
            var unknown = new Head("", "", 0, Head.GENESIS, clock.instant());
            var journal = new Journal(folders.journal(), clock, unknown, Migrations.current(), chain.highest());
            return new Started(
                    closed(found.get(Role.PRIMARY)),
                    closed(found.get(Role.STANDBY)),
                    journal,
                    new DbFault.Diverged("the journal is missing and no copy can be opened; restart once one can"));
        }
        for (var base : bases.newestFirst()) {
            if (bases.isSound(base)) {
                var file = folders.primary();
                var draft = DurableFiles.draft(file);
                var journal = new Journal(folders.journal(), clock, base.head(), Migrations.current(), chain.highest());
                loss = new Loss(base.file(), base.head());
                try {
                    Files.copy(base.file(), draft, StandardCopyOption.REPLACE_EXISTING);
                    publish(draft, file);
                } catch (IOException e) {
                    return notBuilt(new DbFault.Io(10), FileTrouble.words(e), journal);
                }
                watcher.startedWith(file + " was missing; it is restored from " + base.file() + ", up to write "
                        + base.head().seq() + " of " + base.head().at() + "; what came later is lost");
                return opened(journal);
            }
        }
        if (found.values().stream().allMatch(Found.Missing.class::isInstance)) {
            throw new StartRefusedException(folders.primary() + " is missing and no backup is sound; bring one from"
                    + " elsewhere, or move " + folders.data() + " away to begin anew");
        }
        var unknown = new Head("", "", 0, Head.GENESIS, clock.instant());
        return new Started(
                closed(found.get(Role.PRIMARY)),
                closed(found.get(Role.STANDBY)),
                new Journal(folders.journal(), clock, unknown, Migrations.current(), chain.highest()),
                new DbFault.Diverged("no copy, no journal and no backup can be used"));
    }
}
