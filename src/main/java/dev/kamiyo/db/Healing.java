package dev.kamiyo.db;

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

    /// Lets a copy whose content is right catch up from the journal, and puts it back into service.
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

    private void join(Copy copy) {
        copy.touched().ifPresent(fault -> {
            throw new DbFaultException(fault, null);
        });
        if (!copy.head().store().equals(journal.head().store())) {
            throw new DbFaultException(new DbFault.Diverged("it is of another store"), null);
        }
        Answers.await(copy.run(c -> {
            takeBackEdits(c);
            c.tryToWrite();
            return follow(c);
        }));
        Answers.await(writer.between(() -> {
            Answers.await(copy.run(this::follow));
            mirror.join(copy);
            return copy;
        }));
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
        if (!copy.foreignWaits()) {
            return;
        }
        copy.begin();
        try {
            var found = HandEdits.takeBack(copy.tx());
            var saved = found.isEmpty() ? null : edits.save(found);
            copy.commitUnchanged();
            if (saved != null) {
                watcher.handEdit(saved, found.size());
            }
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

    /// Replaces the content of a damaged copy under its open handles, which stay valid, by that of the other copy.
    ///
    /// @throws DbFaultException when there is nothing to heal from, or it does not succeed; the copy stays out
    synchronized void inPlace(Copy copy) throws IOException, InterruptedException {
        refuseIfStopped();
        log.info("{} is healed in place; what it held is saved in {}", copy.file(), quarantine.copy(copy.file()));
        var draft = folders.run().resolve("heal.db");
        try {
            var source = mirror.inService(copy.role().other()).map(Copy::file).orElse(draft);
            if (source.equals(draft)) {
                discard(draft);
                fromBase(draft);
            }
            Answers.await(copy.run(c -> {
                c.takeContentOf(source);
                return c.head();
            }));
        } finally {
            discard(draft);
        }
        verify(copy);
        catchUp(copy);
    }

    /// Puts a new file in the place of one that is missing, moved or beyond repair.
    ///
    /// @throws DbFaultException when there is nothing to build it from; nothing was replaced then
    synchronized void anew(Role role) throws IOException {
        var file = folders.of(role);
        refuseIfStopped();
        var draft = DurableFiles.draft(file);
        build(role, draft);
        verify(draft);
        var old = mirror.open(role);
        if (Quarantine.parts(file).stream().anyMatch(Files::exists)) {
            log.info("{} is replaced; what was there is in {}", file, quarantine.take(file));
        }
        DurableFiles.publish(draft, file);
        old.ifPresent(Copy::abandon);
        try {
            var copy = Copy.open(role, file, readers);
            mirror.replace(copy, new DbFault.Lagging());
            catchUp(copy);
        } catch (SQLException e) {
            mirror.lose(role, DbFault.of(e));
            throw DbFaultException.of(e);
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

    private static void verify(Copy copy) {
        switch (Inspection.ofLive(copy.file())) {
            case Inspection.Sound _ -> {}
            case Inspection.Unsound unsound -> throw new DbFaultException(unsound.fault(), null);
        }
    }

    /// Makes a whole, synced file with all that is acknowledged, or a little less, which the journal has.
    private void build(Role role, Path draft) throws IOException {
        discard(draft);
        Files.createDirectories(draft.toAbsolutePath().getParent());
        var other = mirror.inService(role.other());
        if (other.isPresent()) {
            Connections.copy(other.get().file(), draft);
        } else if (!fromHandles(role, draft)) {
            fromBase(draft);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
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
                copy.close();
            }
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        } finally {
            Files.deleteIfExists(Checkpoint.record(draft));
        }
    }

    private static void discard(Path draft) throws IOException {
        for (var part : Quarantine.parts(draft)) {
            Files.deleteIfExists(part);
        }
    }
}
