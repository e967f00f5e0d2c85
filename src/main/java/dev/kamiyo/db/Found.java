package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Optional;

/// What a start finds in the place of a copy, before anything is opened for good.
sealed interface Found {
    /// No file.
    record Missing() implements Found {}

    /// A file that cannot be used: damaged, or holding other rows than it should.
    record Bad(DbFault fault, String why) implements Found {}

    /// A file that may be good but cannot be opened just now: locked, or not permitted.
    record Shut(DbFault fault) implements Found {}

    /// A whole copy.
    ///
    /// @param head how far it is
    /// @param schema the version of its schema
    /// @param isFirst whether it comes from before there was a journal
    /// @param isLast whether the service that wrote it ended in order, so that no acknowledged write came after it
    record Whole(Head head, int schema, boolean isFirst, boolean isLast) implements Found {}

    /// Looks at a copy. After an end out of order, or when somebody has touched it, every page and row is checked.
    ///
    /// A file that somebody replaced under a -wal that is not its own is looked at as a copy elsewhere: to open it
    /// would mix the two.
    ///
    /// @param edits where edits by hand are saved that were made while no service ran
    /// @throws SchemaTooNewException when a newer program wrote it
    /// @throws IOException when it, or what lies beside it, cannot be read, or an edit cannot be saved
    static Found in(Path file, Path scratch, EditStore edits, Watcher watcher) throws IOException {
        if (Files.notExists(file)) {
            return new Missing();
        }
        if (Files.size(file) == 0) {
            return new Bad(new DbFault.NotADatabase(26), "it is empty");
        }
        var left = Checkpoint.left(file);
        boolean hasWal = Files.exists(Checkpoint.wal(file)) && Files.size(Checkpoint.wal(file)) > 0;
        if (left == Checkpoint.Left.TOUCHED && hasWal) {
            var asIfOurs = elsewhere(file, scratch);
            if (!(asIfOurs instanceof Whole)) {
                return asIfOurs;
            }
        }
        return look(file, left, edits, watcher);
    }

    private static Found elsewhere(Path file, Path scratch) throws IOException {
        try {
            Files.createDirectories(scratch.toAbsolutePath().getParent());
            Files.copy(file, scratch, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(Checkpoint.wal(file), Checkpoint.wal(scratch), StandardCopyOption.REPLACE_EXISTING);
            refuseIfTooNew(scratch);
            return whole(scratch);
        } finally {
            for (var part : Quarantine.parts(scratch)) {
                Files.deleteIfExists(part);
            }
        }
    }

    private static void refuseIfTooNew(Path file) {
        try (var connection = Connections.onlooker(file)) {
            refuseIfTooNew(new Reader(connection));
        } catch (SQLException | DbFaultException _) {
            // what does not open is looked at next
        }
    }

    private static int refuseIfTooNew(Reader reader) {
        int version = Migrations.version(reader);
        if (version > Migrations.current()) {
            throw new SchemaTooNewException(version, Migrations.current());
        }
        return version;
    }

    private static Found look(Path file, Checkpoint.Left left, EditStore edits, Watcher watcher) throws IOException {
        boolean isLast = left == Checkpoint.Left.CLEAN;
        try (var connection = Connections.writer(file, Role.PRIMARY)) {
            var tx = new Reader(connection);
            boolean isFirst = refuseIfTooNew(tx) < Migrations.FIRST_COPY;
            tx.closeStatements();
            if (isFirst && !Migrations.makeCopy(connection)) {
                return new Bad(new DbFault.NotADatabase(26), "it has no schema of ours");
            }
            takeBackEdits(new Tx(connection), edits, watcher);
            if (isLast || isFirst) {
                var reader = new Reader(connection);
                return new Whole(Copy.headOf(reader), Migrations.version(reader), isFirst, isLast);
            }
        } catch (SQLException e) {
            return faulty(DbFault.of(e));
        } catch (DbFaultException e) {
            return faulty(e.fault());
        }
        return whole(file);
    }

    static void takeBackEdits(Tx tx, EditStore edits, Watcher watcher) throws SQLException, IOException {
        if (!tx.hasHandEdits()) {
            return;
        }
        tx.run("BEGIN IMMEDIATE");
        tx.run("UPDATE head SET writing = 1");
        var found = HandEdits.takeBack(tx);
        var saved = found.isEmpty() ? Optional.<Path>empty() : Optional.of(edits.save(found));
        tx.run("UPDATE head SET writing = 0");
        tx.run("COMMIT");
        saved.ifPresent(path -> watcher.handEdit(path, found.size()));
    }

    private static Found whole(Path file) {
        return switch (Inspection.ofLive(file)) {
            case Inspection.Sound sound -> new Whole(sound.head(), sound.schema(), false, false);
            case Inspection.Unsound unsound ->
                faulty(unsound.fault()) instanceof Shut shut ? shut : new Bad(unsound.fault(), unsound.why());
        };
    }

    private static Found faulty(DbFault fault) {
        return switch (fault) {
            case DbFault.Locked _,
                    DbFault.CannotOpen _,
                    DbFault.ReadOnly _,
                    DbFault.Full _,
                    DbFault.Io _,
                    DbFault.Lagging _,
                    DbFault.JournalStopped _,
                    DbFault.Overloaded _,
                    DbFault.Interrupted _ -> new Shut(fault);
            case DbFault.Corrupt _, DbFault.NotADatabase _, DbFault.Replaced _, DbFault.Diverged _, DbFault.Other _ ->
                new Bad(fault, fault.words());
        };
    }
}
