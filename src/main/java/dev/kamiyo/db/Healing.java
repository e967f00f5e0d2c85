package dev.kamiyo.db;

import dev.kamiyo.files.DiskSpace;
import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Journal;
import dev.kamiyo.journal.JournalGapException;
import dev.kamiyo.journal.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a copy that is out of service back: by letting it catch up, by replacing its content under open handles, or
/// by putting a new file in its place. When to do which is decided elsewhere. One recovery at a time.
final class Healing {
    private static final Logger log = LoggerFactory.getLogger("store");
    static final int CHUNK = 500;

    /// Bytes that are left for writes.
    private static final long ROOM = 4 << 20;

    private static final int SQLITE_FULL = 13;

    private final Folders folders;
    private final Mirror mirror;
    private final Journal journal;
    private final Writer writer;
    private final Bases bases;
    private final EditStore edits;
    private final Quarantine quarantine;
    private final Watcher watcher;
    private final int readers;

    Healing(
            Folders folders,
            Mirror mirror,
            Journal journal,
            Writer writer,
            Bases bases,
            EditStore edits,
            Quarantine quarantine,
            Watcher watcher,
            int readers) {
        this.folders = folders;
        this.mirror = mirror;
        this.journal = journal;
        this.writer = writer;
        this.bases = bases;
        this.edits = edits;
        this.quarantine = quarantine;
        this.watcher = watcher;
        this.readers = readers;
    }

    /// Lets a copy whose content is right catch up from the journal, and puts it back into service. Nothing is done to
    /// one that is in service.
    ///
    /// @throws DbFaultException when it still cannot be written, or its file is not the one that was left; that is
    ///     why it is out of service from then on
    synchronized void catchUp(Copy copy) throws IOException {
        try {
            join(copy);
        } catch (DbFaultException e) {
            mirror.note(copy, e.fault());
            throw e;
        }
    }

    /// Takes back and saves what somebody edited by hand in a copy that is out of service, before its content is judged
    /// or replaced: an edit of many pages moves the -wal into the file, which looks as if it was written over.
    synchronized void saveEdits(Copy copy) throws IOException {
        if (!copy.checkpoint().isSameFile()) {
            return;
        }
        awaitGroup();
        // a fresh connection: the handles may remember pages of a file that was written over since
        try (var connection = Connections.writer(copy.file(), copy.role())) {
            Found.takeBackEdits(new Tx(connection), edits, watcher);
        } catch (SQLException | DbFaultException | IllegalArgumentException e) {
            log.info("{} gives no edits by hand that could be saved: {}", copy.file(), e.getMessage());
        }
    }

    /// Takes the file of a copy as it is now for the right one.
    synchronized void accept(Copy copy) throws IOException {
        awaitGroup();
        copy.await(c -> {
            c.accept();
            return true;
        });
    }

    private void join(Copy copy) throws IOException {
        copy.touched().ifPresent(fault -> {
            throw new DbFaultException(fault, null);
        });
        if (!copy.head().store().equals(journal.head().store())) {
            throw new DbFaultException(new DbFault.Diverged("it is of another store"), null);
        }
        if (!mirror.inService(copy.role()).equals(Optional.of(copy))) { // else it is at head, and groups run on it
            bringIn(copy);
        }
        quarantine.isOver(copy.file());
    }

    private void bringIn(Copy copy) throws IOException {
        awaitGroup();
        copy.await(c -> {
            takeBackEdits(c);
            c.tryToWrite();
            return follow(c);
        });
        // what came meanwhile is little; all writes wait for it
        Answers.await(writer.between(() -> {
            var end = Answers.within(copy.run(this::follow), Writer.HANGS_MILLIS);
            if (end.isEmpty()) {
                throw new DbFaultException(new DbFault.Lagging(), null);
            }
            mirror.join(copy);
            return copy;
        }));
    }

    /// Waits until no group runs on a copy that has left meanwhile: both would use its connection.
    private void awaitGroup() {
        Answers.await(writer.between(() -> true));
    }

    /// Opens a copy whose file is there but could not be opened before.
    ///
    /// @throws DbFaultException when it still cannot, or when it is not whole
    synchronized Copy open(Role role) throws IOException {
        var file = folders.of(role);
        var wrong =
                switch (Found.in(file, folders.run().resolve("look.db"), edits, watcher)) {
                    case Found.Missing _ -> new DbFault.CannotOpen(14);
                    case Found.Bad bad -> bad.fault();
                    case Found.Shut shut -> shut.fault();
                    case Found.Whole _ -> null;
                };
        if (wrong != null) {
            mirror.lose(role, wrong);
            throw new DbFaultException(wrong, null);
        }
        try {
            var copy = Copy.open(role, file, readers);
            mirror.replace(copy, new DbFault.Lagging());
            return copy;
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    private void takeBackEdits(Copy copy) throws SQLException, IOException {
        if (!copy.foreignWaits() && !copy.tx().hasHandEdits()) {
            return;
        }
        copy.begin();
        try {
            if (!copy.tx().hasHandEdits()) {
                throw new DbFaultException(new DbFault.Diverged("another process has written to it"), null);
            }
            var found = HandEdits.takeBack(copy.tx());
            var saved = found.isEmpty() ? null : edits.save(found);
            copy.commitUnchanged();
            if (saved != null) {
                watcher.handEdit(saved, found.size());
            }
        } catch (IllegalArgumentException e) {
            copy.rollback();
            throw new DbFaultException(new DbFault.Diverged("edits by hand cannot be taken back"), e);
        } catch (SQLException | IOException | RuntimeException e) {
            copy.rollback();
            throw e;
        }
    }

    private Head follow(Copy copy) throws SQLException, IOException {
        return follow(journal, copy);
    }

    /// Brings a copy to the journal's head, in transactions of some hundred lines.
    static Head follow(Journal journal, Copy copy) throws SQLException, IOException {
        var chunk = new ArrayList<Line>();
        try {
            journal.after(copy.head(), line -> {
                chunk.add(line);
                if (chunk.size() == CHUNK) {
                    apply(copy, chunk);
                }
            });
            apply(copy, chunk);
        } catch (JournalGapException | LineRefusedException e) {
            throw new DbFaultException(new DbFault.Diverged(String.valueOf(e.getMessage())), e);
        }
        return copy.head();
    }

    static void apply(Copy copy, List<Line> lines) {
        try {
            copy.apply(lines);
            lines.clear();
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    /// Replaces the content of a damaged copy under its open handles, which stay valid, by that of the other copy,
    /// or, when that one turns out to be unsound, by the newest backup and the journal.
    ///
    /// @throws DbFaultException when there is nothing to heal from, or it does not succeed; the copy stays out
    synchronized void inPlace(Copy copy) throws IOException, InterruptedException {
        refuseIfStopped();
        awaitGroup();
        needRoom(copy.role());
        log.info("{} is healed in place; what it held is saved in {}", copy.file(), quarantine.save(copy.file()));
        var other = mirror.inService(copy.role().other());
        var unsound = other.isPresent() ? replaceBy(other.get(), copy) : Optional.<DbFault>empty();
        if (other.isEmpty() || unsound.isPresent()) {
            var draft = folders.run().resolve("heal.db");
            try {
                discard(draft);
                fromBase(draft);
                replace(copy, draft);
            } finally {
                discard(draft);
                quarantine.isOurs(copy.file());
            }
        }
        catchUp(copy);
        unsound.ifPresent(fault -> mirror.leave(other.orElseThrow(), fault));
    }

    /// @return why the other copy is no source; empty when it was one
    private static Optional<DbFault> replaceBy(Copy other, Copy copy) throws IOException {
        try {
            replace(copy, other.file());
            return Optional.empty();
        } catch (DbFaultException e) {
            return Optional.of(unsound(other, e));
        }
    }

    private static void replace(Copy copy, Path source) throws IOException {
        copy.await(c -> {
            c.takeContentOf(source);
            return c.head();
        });
        switch (Inspection.ofLive(copy.file())) {
            case Inspection.Sound _ -> {}
            case Inspection.Unsound unsound -> throw new DbFaultException(unsound.fault(), null);
        }
    }

    /// What a second look, on a fresh connection, finds wrong with the copy that something was to be built from.
    ///
    /// @throws DbFaultException the failure, when it finds nothing
    private static DbFault unsound(Copy other, DbFaultException failed) {
        return switch (Inspection.ofLive(other.file())) {
            case Inspection.Sound _ -> throw failed;
            case Inspection.Unsound unsound -> {
                log.warn(
                        "{} is not sound either ({}); the newest backup and the journal are used",
                        other.file(),
                        unsound.why());
                yield unsound.fault();
            }
        };
    }

    /// Puts a new file in the place of one that is missing, moved or beyond repair.
    ///
    /// @throws DbFaultException when there is nothing to build it from; nothing was replaced then
    synchronized void anew(Role role) throws IOException {
        var file = folders.of(role);
        refuseIfStopped();
        var draft = DurableFiles.draft(file);
        discard(draft);
        Files.createDirectories(draft.toAbsolutePath().getParent());
        needRoom(role);
        var other = mirror.inService(role.other());
        Optional<DbFault> unsound;
        try {
            unsound = other.isPresent() ? build(other.get(), draft) : Optional.empty();
            if ((other.isEmpty() || unsound.isPresent()) && !fromHandles(role, draft)) {
                fromBase(draft);
                verify(draft);
            }
        } catch (IOException | RuntimeException e) {
            discard(draft); // it takes room that writes may need
            throw e;
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        var old = mirror.open(role);
        if (Quarantine.parts(file).stream().anyMatch(Files::exists)) {
            log.info("{} is replaced; what was there is in {}", file, quarantine.take(file));
        }
        DurableFiles.publish(draft, file);
        quarantine.isOurs(file);
        try {
            var copy = Copy.open(role, file, readers);
            mirror.replace(copy, new DbFault.Lagging());
            catchUp(copy);
        } catch (SQLException e) {
            mirror.lose(role, DbFault.of(e));
            throw DbFaultException.of(e);
        } finally {
            old.ifPresent(this::abandon);
        }
        unsound.ifPresent(fault -> mirror.leave(other.orElseThrow(), fault));
    }

    /// A second file of that size must fit: an attempt that fills the disk would stop the writes that the other copy
    /// still takes.
    ///
    /// @throws DbFaultException when it does not; the copy stays out until there is room
    private void needRoom(Role role) throws IOException {
        var folder =
                switch (role) {
                    case PRIMARY -> folders.data();
                    case STANDBY -> folders.run();
                };
        long bytes = Math.max(DiskSpace.of(folders.of(role)), DiskSpace.of(folders.of(role.other())));
        if (DiskSpace.free(folder) < bytes + ROOM) {
            throw new DbFaultException(new DbFault.Full(SQLITE_FULL), null);
        }
    }

    /// A group may still run on it, or be about to commit: only between groups nobody uses its connection.
    private void abandon(Copy copy) {
        var _ = writer.between(() -> {
            copy.abandon();
            return true;
        });
    }

    /// Makes a verified file of another copy with all that is acknowledged, or a little less, which the journal has.
    ///
    /// @return why the other copy is no source; empty when it was one
    private Optional<DbFault> build(Copy other, Path draft) throws IOException {
        try {
            Connections.copy(other.file(), draft);
            verify(draft);
            return Optional.empty();
        } catch (DbFaultException e) {
            discard(draft);
            return Optional.of(unsound(other, e));
        }
    }

    /// A candidate is looked through before it takes the place of anything, and must lead on to the journal's head.
    private void verify(Path draft) throws IOException {
        switch (Inspection.of(draft)) {
            case Inspection.Sound sound -> {
                if (!sound.head().store().equals(journal.head().store()) || !leadsOn(journal, sound.head())) {
                    throw new DbFaultException(new DbFault.Diverged("the journal does not lead on from it"), null);
                }
            }
            case Inspection.Unsound unsound -> throw new DbFaultException(unsound.fault(), null);
        }
    }

    /// The copies contradict the journal, and a person decides which is right: until then nothing is replaced.
    private void refuseIfStopped() {
        writer.stopped().ifPresent(why -> {
            throw new DbFaultException(why, null);
        });
    }

    /// A deleted file still lives in the handles that are open.
    private boolean fromHandles(Role role, Path draft) throws IOException {
        var copy =
                mirror.open(role).filter(c -> !(mirror.status(role).fault().orElse(null) instanceof DbFault.Corrupt));
        if (copy.isEmpty()) {
            return false;
        }
        try {
            Answers.await(copy.get().run(c -> {
                c.tx().closeStatements();
                Connections.vacuumInto(c.tx().connection(), draft);
                return true;
            }));
        } catch (DbFaultException e) {
            log.warn(
                    "the handles of {} do not give its content any more: {}",
                    copy.get().file(),
                    e.getMessage());
            discard(draft);
            return false;
        }
        if (Inspection.of(draft) instanceof Inspection.Sound sound
                && sound.head().equalsWrite(journal.head())) {
            return true;
        }
        discard(draft);
        return false;
    }

    private void fromBase(Path draft) throws IOException {
        var source = rebuild(bases, journal, draft, true)
                .orElseThrow(() -> new DbFaultException(
                        new DbFault.Diverged("there is neither a sound copy nor a sound backup to build it from"),
                        null));
        log.info("{} is built from {}", draft, source);
    }

    /// Builds the data without a copy: from the newest sound backup and the journal, or from the journal alone
    /// while it still reaches back to the first write.
    ///
    /// @param fromJournalAlone whether no copy is there that could contradict it
    /// @return what it was built from, for a person; empty when nothing leads to the journal's head
    static Optional<String> rebuild(Bases bases, Journal journal, Path draft, boolean fromJournalAlone)
            throws IOException {
        discard(draft); // what an attempt left that died: its -wal would mix with another base
        var base = base(bases, journal);
        if (base.isPresent()) {
            fromBase(base.get(), journal, draft);
            return Optional.of(base.get().file() + " and the journal");
        }
        var segments = journal.segments();
        boolean whole = fromJournalAlone
                && !segments.isEmpty()
                && segments.getFirst().after() == 0
                && segments.getFirst().prev().equals(Head.GENESIS)
                && leadsOn(journal, segments.getFirst().before());
        if (!whole) {
            return Optional.empty();
        }
        try (var connection = Connections.create(draft)) {
            Migrations.create(connection, segments.getFirst());
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
        replay(journal, draft);
        return Optional.of("the journal alone");
    }

    /// The newest sound backup from which the journal leads on.
    private static Optional<Bases.Base> base(Bases bases, Journal journal) throws IOException {
        for (var base : bases.newestFirst()) {
            if (base.head().store().equals(journal.head().store())
                    && leadsOn(journal, base.head())
                    && bases.isSound(base)) {
                return Optional.of(base);
            }
        }
        return Optional.empty();
    }

    private static boolean leadsOn(Journal journal, Head from) throws IOException {
        try {
            journal.after(from, line -> {
                if (line.body() instanceof Line.Body.Restore) {
                    throw new JournalGapException("a restore lies between");
                }
            });
            return true;
        } catch (JournalGapException _) {
            return false;
        }
    }

    private static void fromBase(Bases.Base base, Journal journal, Path draft) throws IOException {
        Files.copy(base.file(), draft, StandardCopyOption.REPLACE_EXISTING);
        replay(journal, draft);
    }

    private static void replay(Journal journal, Path draft) throws IOException {
        try {
            var copy = Copy.open(Role.STANDBY, draft, 1);
            try {
                follow(journal, copy);
            } finally {
                copy.close(true);
            }
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        } finally {
            Files.deleteIfExists(Checkpoint.record(draft));
        }
    }

    static void discard(Path draft) throws IOException {
        for (var part : Quarantine.parts(draft)) {
            Files.deleteIfExists(part);
        }
    }
}
