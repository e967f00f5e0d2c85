package dev.kamiyo.db;

import dev.kamiyo.files.DiskSpace;
import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One of the two files that hold all data: the connection that writes to it, those that read, and its checkpoints.
///
/// Its transactions belong to one thread at a time: the writer's, or the copy's own, on which [#run] works. Which
/// copy is in service is not decided here.
final class Copy {
    private static final Logger log = LoggerFactory.getLogger("store");
    private static final int HASHES = 10_000;
    private static final int TRIM_EVERY = 1_000;

    /// Longer than a healthy disk needs for one sync; and for one of a whole file, at 20 MB a second.
    private static final long STUCK_MILLIS = 5_000;

    private static final long BYTES_A_MILLI = 20_000;

    private final Role role;
    private final Path file;
    private final Tx tx;
    private final Readers readers;
    private final Connection anchor;
    private final Checkpoint checkpoint;
    private final ExecutorService thread;
    private volatile Head head;
    private volatile long foreign;

    private volatile CompletableFuture<Boolean> probe = CompletableFuture.completedFuture(true);

    /// What a transaction began with; it counts once the transaction has ended well.
    private long seen;

    private Copy(Role role, Path file, Connection connection, Connection anchor, int readers)
            throws SQLException, IOException {
        this.role = role;
        this.file = file;
        this.tx = new Tx(connection);
        this.head = headOf(tx);
        this.foreign = foreignCommits();
        this.seen = foreign;
        this.checkpoint = new Checkpoint(file, connection, anchor);
        this.anchor = anchor;
        this.readers = new Readers(file, readers);
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name(role.label()).daemon().factory());
    }

    /// Opens a file that is there.
    ///
    /// @param readers how many connections only read
    /// @throws SQLException when it cannot be opened or is not a copy
    static Copy open(Role role, Path file, int readers) throws SQLException, IOException {
        var connection = Connections.writer(file, role);
        Connection anchor = null;
        try {
            anchor = Connections.anchor(file);
            return new Copy(role, file, connection, anchor, readers);
        } catch (SQLException | RuntimeException | IOException e) {
            if (anchor != null) {
                anchor.close();
            }
            connection.close();
            throw e;
        }
    }

    Role role() {
        return role;
    }

    Path file() {
        return file;
    }

    Readers readers() {
        return readers;
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    /// The last write that is committed here.
    Head head() {
        return head;
    }

    Tx tx() {
        return tx;
    }

    int schema() {
        return Migrations.version(tx);
    }

    /// Work for the copy's own thread.
    @FunctionalInterface
    interface Work<T> {
        T on(Copy copy) throws SQLException, IOException;
    }

    /// Does something on the copy's own thread. A failure arrives as [DbFaultException].
    <T> CompletableFuture<T> run(Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.on(this);
                    } catch (SQLException e) {
                        throw DbFaultException.of(e);
                    } catch (IOException e) {
                        throw new DbFaultException(new DbFault.CannotOpen(14), e);
                    }
                },
                thread);
    }

    /// Whether its thread gets to new work within a while: not while the disk hangs under it.
    boolean isFree(long millis) {
        var asked = probe;
        if (asked.isDone()) {
            asked = run(_ -> true);
            probe = asked;
        }
        return Answers.within(asked, millis).orElse(false);
    }

    /// Does something on the copy's own thread and waits for it, however long it takes while the disk under the copy
    /// takes something now and then.
    ///
    /// @throws DbFaultException when it fails, or because the disk hangs: what was begun ends when that does
    <T> T await(Work<T> work) throws IOException {
        var answer = run(work);
        while (true) {
            var before = checkpoint.written();
            var come = Answers.within(answer, STUCK_MILLIS + DiskSpace.of(file) / BYTES_A_MILLI);
            if (come.isPresent()) {
                return come.get();
            }
            if (checkpoint.written().equals(before)) {
                throw new DbFaultException(new DbFault.Lagging(), null);
            }
        }
    }

    /// Begins a transaction in which the service writes.
    ///
    /// @return whether another connection has committed since the last time
    boolean begin() throws SQLException {
        tx.run("BEGIN IMMEDIATE");
        try {
            long now = foreignCommits();
            boolean changed = now != foreign;
            seen = now;
            tx.run("UPDATE head SET writing = 1");
            return changed;
        } catch (SQLException | RuntimeException e) {
            rollback(); // a file that only takes reads begins and does not write
            throw e;
        }
    }

    /// What somebody has done to the file: if anything, a command that has read from it may have resolved wrong rows.
    Optional<DbFault> touched() {
        try {
            return checkpoint.touched();
        } catch (IOException _) {
            return Optional.of(new DbFault.CannotOpen(14));
        }
    }

    /// Whether another connection has committed since the last transaction of the service.
    boolean foreignWaits() {
        return foreignCommits() != foreign;
    }

    /// Finds out whether a transaction can begin: a copy that is locked is not put back only because it lacks no
    /// line.
    void tryToWrite() throws SQLException {
        boolean changed = begin();
        rollback();
        if (changed) {
            throw new DbFaultException(new DbFault.Diverged("another process has written to it"), null);
        }
    }

    private long foreignCommits() {
        return tx.number("PRAGMA data_version");
    }

    /// Notes what the transaction brings the copy to; belongs before the commit.
    void seal(List<Line> lines) throws SQLException {
        for (var line : lines) {
            tx.run("INSERT OR REPLACE INTO line_hashes VALUES (?, ?)", line.seq(), line.hash());
            if (line.seq() % TRIM_EVERY == 0) {
                tx.run("DELETE FROM line_hashes WHERE seq <= ?", line.seq() - HASHES);
            }
        }
        tx.sums().store(tx);
        checkpoint.wrote(lines);
        var last = lines.getLast();
        tx.run(
                "UPDATE head SET epoch = ?, seq = ?, hash = ?, at = ?, writing = 0",
                last.epoch(),
                last.seq(),
                last.hash(),
                last.at().toString());
    }

    /// Ends the transaction well.
    Head commit(Line last) throws SQLException {
        try {
            tx.run("COMMIT");
        } catch (SQLException e) {
            rollback();
            throw e;
        }
        foreign = seen;
        tx.sums().groupEnds(true);
        head = last.head(head.store());
        return head;
    }

    /// Ends a transaction that changed nothing but what the service keeps for itself.
    void commitUnchanged() throws SQLException {
        tx.run("UPDATE head SET writing = 0");
        tx.run("COMMIT");
        foreign = seen;
        tx.sums().groupEnds(false);
    }

    /// Ends the transaction as if it had never been. On some failures SQLite has already done so, and says so.
    void rollback() {
        tx.sums().groupEnds(false);
        try {
            tx.run("ROLLBACK");
        } catch (SQLException _) {
            // there is none any more
        }
    }

    /// Brings lines in, as one transaction; those that are here already change nothing.
    ///
    /// @throws LineRefusedException when a line does not fit; nothing of the call is kept
    Head apply(List<Line> lines) throws SQLException {
        var fresh = lines.stream().filter(line -> line.seq() > head.seq()).toList();
        if (fresh.isEmpty()) {
            return head;
        }
        beginToFollow();
        try {
            var before = head;
            for (var line : fresh) {
                bring(line, before);
                before = line.head(before.store());
            }
            seal(fresh);
            return commit(fresh.getLast());
        } catch (SQLException | RuntimeException e) {
            rollback();
            throw e;
        }
    }

    /// Begins a transaction for lines that another copy resolved.
    ///
    /// @throws DbFaultException when another process has written to it
    void beginToFollow() throws SQLException {
        if (begin()) {
            rollback();
            throw new DbFaultException(new DbFault.Diverged("another process has written to it"), null);
        }
    }

    /// Brings a line in, within the transaction.
    ///
    /// @param before what the copy was brought to so far
    /// @throws LineRefusedException when the line does not fit
    void bring(Line line, Head before) throws SQLException {
        if (line.seq() != before.seq() + 1 || !line.prev().equals(before.hash())) {
            throw new LineRefusedException(role, line.seq(), "it does not follow write " + before.seq());
        }
        apply(line);
    }

    private void apply(Line line) throws SQLException {
        switch (line.body()) {
            case Line.Body.Rows rows -> {
                try {
                    for (var row : rows.rows()) {
                        tx.apply(row);
                    }
                } catch (SQLException e) {
                    if (DbFault.of(e) instanceof DbFault.Other other) {
                        throw new LineRefusedException(role, line.seq(), other.words());
                    }
                    throw e;
                }
                line.sums().forEach(tx.sums()::set);
                tx.sums().commandEnds(true);
            }
            case Line.Body.Schema schema -> migrate(schema.version());
            case Line.Body.Restore _ ->
                throw new LineRefusedException(role, line.seq(), "a restore is taken over as a whole file");
        }
    }

    /// Brings the schema to a version, within the transaction.
    void migrate(int version) throws SQLException {
        tx.closeStatements();
        tx.sums().store(tx);
        Migrations.step(tx.connection(), version);
        tx.sums().reload(tx);
    }

    /// The hash of a write that this copy holds; empty when it does not remember it.
    Optional<String> hashOf(long seq) {
        return hashOf(tx, seq);
    }

    /// The last write that a file holds.
    ///
    /// @throws DbFaultException when it is no copy
    static Head headOf(Reader reader) {
        return reader.one(
                        "SELECT store, epoch, seq, hash, at FROM head",
                        row -> new Head(
                                row.getString(1),
                                row.getString(2),
                                row.getLong(3),
                                row.getString(4),
                                Instant.parse(row.getString(5))))
                .orElseThrow(() -> new DbFaultException(new DbFault.NotADatabase(26), null));
    }

    static Optional<String> hashOf(Reader reader, long seq) {
        var head = headOf(reader);
        return head.seq() == seq
                ? Optional.of(head.hash())
                : reader.text("SELECT hash FROM line_hashes WHERE seq = ?", seq);
    }

    /// Replaces the whole content by that of another file, under the handles that are open, and moves it into the
    /// file.
    ///
    /// SQLite writes it as one transaction into the -wal, so that readers go on with what they see until it is
    /// done.
    void takeContentOf(Path source) throws SQLException, IOException {
        tx.closeStatements();
        checkpoint.moves(true);
        try {
            restoreFrom(source);
        } finally {
            checkpoint.moves(false);
        }
        tx.sums().reload(tx);
        foreign = foreignCommits();
        head = headOf(tx);
    }

    private void restoreFrom(Path source) throws SQLException, IOException {
        int code =
                ((SQLiteConnection) tx.connection()).getDatabase().restore("main", source.toString(), null, 0, 0, -1);
        if (code != 0) {
            throw new SQLiteException("the copy ended with code " + code, SQLiteErrorCode.getErrorCode(code));
        }
        try (var statement = tx.connection().createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        checkpoint.accept();
    }

    /// Takes the file as it is now for ours, after it was found sound on a connection of its own.
    ///
    /// A commit through yet another connection makes all handles forget the pages that they remember: they are
    /// of the file as it was before somebody touched it.
    void accept() throws SQLException, IOException {
        var connection = Connections.writer(file, role);
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE head SET writing = 0");
        } finally {
            connection.close();
        }
        checkpoint.accept();
        foreign = foreignCommits();
    }

    /// Ends its thread and its handles. All that is in the -wal is moved into the file.
    ///
    /// @param isWell whether it was in service: only then the next start need not look closely
    void close(boolean isWell) throws SQLException, IOException {
        thread.close(); // one that lags still works on the connection
        readers.close();
        boolean whole = checkpoint.run(true);
        if (!whole) { // another file stands in its place: the anchor goes last, so that nothing is moved
            tx.close();
            anchor.close();
            return;
        }
        anchor.close();
        tx.close();
        if (isWell) {
            Checkpoint.closedInOrder(file);
        }
    }

    /// Ends its thread and lets go of its handles once nobody uses them, without moving anything: the file under
    /// the name may not be ours. Waits for nothing; no group of writes may be under way.
    ///
    /// The anchor is closed last, so that SQLite moves no -wal and deletes none. Only SQLite may close the files:
    /// any other close of one of them would drop the locks that the process has on it.
    void abandon() {
        thread.shutdownNow();
        readers.refuse();
        var _ = Thread.ofPlatform().name(role.label() + "-end").daemon().start(this::letGo);
    }

    private void letGo() {
        Answers.uninterruptibly(() -> thread.awaitTermination(1, TimeUnit.DAYS));
        try {
            readers.close();
            tx.close();
            anchor.close();
        } catch (SQLException e) {
            log.debug("a handle of {} stays open until the end of the process", file, e);
        }
    }
}
