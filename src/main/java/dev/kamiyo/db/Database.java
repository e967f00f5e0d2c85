package dev.kamiyo.db;

import dev.kamiyo.db.WriteQueue.Turn;
import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Journal;
import dev.kamiyo.journal.JournalChain;
import dev.kamiyo.journal.JournalScan;
import dev.kamiyo.journal.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// All data: one writer, a journal, two copies, several readers. Safe for use by many threads.
///
/// Reads go on as long as anything is alive. A copy that cannot be used does not keep the service from starting. The
/// caller holds the folders' lock for as long as this is open.
public final class Database implements AutoCloseable {
    private static final int READERS = Math.clamp(Runtime.getRuntime().availableProcessors() * 2L, 4, 16);

    /// How long a query may run before it is stopped.
    private static final Duration LONGEST_QUERY = Duration.ofSeconds(60);

    private static final long HANGS_MILLIS = 200;

    private static final ScopedValue<Trace> TRACE = ScopedValue.newInstance();

    private final Folders folders;
    private final Mirror mirror;
    private final Journal journal;
    private final Writer writer;
    private final Healing healing;
    private final Quarantine quarantine;
    private final Adoption adoption;
    private final Restoration restoration;
    private final Outage reads = new Outage();
    private final Outage writes = new Outage();
    private final QueryWatch watch;
    private final Watcher watcher;
    private final Set<JournalChain.Harm> harm = ConcurrentHashMap.newKeySet();
    private final Optional<Loss> loss;
    private boolean closed;

    private Database(Folders folders, Clock clock, Bases bases, Watcher watcher, Duration longest) throws IOException {
        this.folders = folders;
        this.watcher = watcher;
        var edits = new EditStore(folders.edits(), clock);
        this.quarantine = new Quarantine(folders.quarantine(), clock);
        var start = new Start(folders, clock, bases, watcher, edits, READERS);
        var started = start.run();
        harm.addAll(start.harm());
        this.loss = start.loss();
        this.journal = started.journal();
        this.mirror = new Mirror(folders, bases, clock, started.primary(), started.standby());
        this.mirror.acknowledge(journal.head().seq());
        mirror.lead().ifPresent(lead -> journal.schemaIs(lead.schema()));
        this.writer = new Writer(mirror, journal, edits, watcher, clock);
        if (started.stopped() != null) {
            writer.stop(started.stopped());
        }
        this.healing = new Healing(folders, mirror, journal, writer, bases, edits, quarantine, watcher, READERS);
        this.adoption = new Adoption(edits, writer);
        this.restoration = new Restoration(folders, mirror, journal, writer, quarantine);
        this.watch = new QueryWatch(mirror, longest);
    }

    /// Whether these folders hold data, or anything that it can be built from, so that [#open] begins nothing new.
    public static boolean isIn(Folders folders, Bases bases) {
        return Start.hasData(folders, bases) || Files.exists(folders.standby());
    }

    /// Opens what is there, makes it if nothing is, and lets the journal bring it up to date.
    ///
    /// @param folders both exist
    /// @param clock tells the time of writes
    /// @param bases what the data can be built from when no copy can be used
    /// @param watcher hears of what is not in order
    /// @throws SchemaTooNewException when a newer program wrote it; it is left as it was
    /// @throws StartRefusedException when a person must look first
    public static Database open(Folders folders, Clock clock, Bases bases, Watcher watcher) throws IOException {
        return open(folders, clock, bases, watcher, LONGEST_QUERY);
    }

    /// As above.
    ///
    /// @param longest how long a query may run before it is stopped
    static Database open(Folders folders, Clock clock, Bases bases, Watcher watcher, Duration longest)
            throws IOException {
        return new Database(folders, clock, bases, watcher, longest);
    }

    /// Whether this program's schema is newer than that of the data: [#migrate] is due, after a backup.
    public boolean needsMigration() {
        return mirror.lead().isPresent() && read(reader -> reader.number("PRAGMA user_version")) < Migrations.current();
    }

    /// Brings the schema to this program's version, on every copy.
    public void migrate() {
        Answers.await(writer.between(() -> {
            writer.migrate();
            return true;
        }));
    }

    /// What the start could not bring back, if anything.
    public Optional<Loss> loss() {
        return loss;
    }

    /// The primary's file.
    public Path file() {
        return folders.primary();
    }

    /// Where everything lies.
    public Folders folders() {
        return folders;
    }

    /// Keeps only the newest of the files that were replaced, for as long as room is scarce.
    ///
    /// @throws IOException when the others cannot be deleted
    public void keepFewest(boolean scarce) throws IOException {
        quarantine.keepFewest(scarce);
    }

    /// Runs a query on one snapshot and waits for its answer. Never waits for a writer. The query may run more than
    /// once, and twice at the same time.
    ///
    /// @throws DbFaultException when nothing can answer
    public <T> T read(Function<Reader, T> query) {
        return ask(query).value();
    }

    /// As [#read], and tells where the answer was read.
    public <T> Read<T> ask(Function<Reader, T> query) {
        try {
            var answer = mirror.read(query);
            reads.worked();
            if (TRACE.isBound()) {
                TRACE.get().add(answer.origin());
            }
            return answer;
        } catch (DbFaultException e) {
            reads.failed(e);
            throw e;
        }
    }

    /// Does something, and keeps where the answers came from that it reads on this thread.
    public static <T> T traced(Trace trace, Supplier<T> work) {
        return ScopedValue.where(TRACE, trace).call(work::get);
    }

    /// The queries that are being answered now.
    public List<RunningQuery> queries() {
        return mirror.running().stream().map(Run::query).toList();
    }

    /// How many queries were stopped, since they ran longer than a minute.
    public long queriesStopped() {
        return watch.stopped();
    }

    /// What readers were told.
    public Outage reads() {
        return reads;
    }

    /// Why all writes are refused until a person has looked and the service is started again; empty when they are not.
    public Optional<DbFault> stopped() {
        return writer.stopped();
    }

    /// What writers were told.
    public Outage writes() {
        return writes;
    }

    /// The last acknowledged write, without asking SQLite; an answer that was read at it or after it is not stale.
    public long seq() {
        return mirror.acknowledged();
    }

    /// Has something done after each group of writes and each restore, as soon as reads see it.
    ///
    /// @param listener runs where writes are made: it must neither block nor call the database
    public void onWrite(Runnable listener) {
        mirror.onAcknowledged(listener);
    }

    /// Runs a command and waits until it is safely on disk.
    ///
    /// @throws DbFaultException when the write was refused, or its fate is unknown
    public <T> T write(Command<T> command) {
        return Answers.await(submit(command));
    }

    /// Puts a command in line; the answer completes once it is safely on disk.
    public <T> CompletableFuture<T> submit(Command<T> command) {
        return submit(command, Turn.NEXT);
    }

    /// Puts one of many commands in line: they keep their order, and let those of [#submit] and [#write] go before
    /// them.
    public <T> CompletableFuture<T> submitBulk(Command<T> command) {
        return submit(command, Turn.BULK);
    }

    private <T> CompletableFuture<T> submit(Command<T> command, Turn turn) {
        var answer = writer.submit(command, turn);
        var _ = answer.whenComplete((_, failure) -> {
            if (failure == null) {
                writes.worked();
            } else if (failure instanceof DbFaultException e) {
                writes.failed(e);
            }
        });
        return answer;
    }

    /// Begins a transaction and lets it go: a foreign lock shows only to those who try to write. Nobody waits.
    public void tryToWrite() {
        var _ = writer.submit(Tx::seq, Turn.NEXT);
    }

    /// Waits for a submitted command and answers, or throws, as [#write] does.
    public static <T> T await(CompletableFuture<T> answer) {
        return Answers.await(answer);
    }

    /// How the two copies stand, the primary first.
    public List<CopyStatus> copies() {
        return mirror.statuses();
    }

    /// How one copy stands.
    public CopyStatus copy(Role role) {
        return mirror.status(role);
    }

    /// The last line of the journal.
    public Head head() {
        return journal.head();
    }

    /// Asks the file system whether the copies in service are still the files that were left; one that is not leaves
    /// service at once. Opens nothing.
    public void look() {
        for (var role : Role.values()) {
            mirror.inService(role).ifPresent(copy -> copy.touched().ifPresent(fault -> mirror.leave(copy, fault)));
        }
    }

    /// Takes a copy out of service whose content was found wrong; a second look decides what is done.
    public void doubt(Role role, DbFault why) {
        mirror.inService(role).ifPresent(copy -> mirror.leave(copy, why));
    }

    /// Whether there is no file in the place of a copy.
    public boolean isMissing(Role role) {
        return Files.notExists(folders.of(role));
    }

    /// Whether the file in the place of a copy is the one whose handles are open.
    ///
    /// @throws IOException when it cannot be seen
    public boolean isSameFile(Role role) throws IOException {
        var copy = mirror.open(role);
        return copy.isPresent() && copy.get().checkpoint().isSameFile();
    }

    /// Whether the disk hangs under a copy: whoever does something with it would wait for that to end.
    public boolean isHanging(Role role) {
        return mirror.open(role).filter(copy -> !copy.isFree(HANGS_MILLIS)).isPresent();
    }

    /// Looks through a copy's file on a connection of its own, which keeps nothing from before.
    public Inspection inspect(Role role) {
        return Inspection.ofLive(folders.of(role));
    }

    /// Lets a copy whose content is right catch up from the journal and puts it back into service; opens it if it is
    /// not. Nothing is done to one that is in service.
    ///
    /// @throws DbFaultException when it still cannot be used
    public void catchUp(Role role) throws IOException {
        var open = mirror.open(role);
        healing.catchUp(open.isPresent() ? open.get() : healing.open(role));
    }

    /// Whether a file, by whatever path, is one of the two copies.
    ///
    /// @throws IOException when it cannot be seen
    public boolean isOneOfOurs(Path file) throws IOException {
        for (var role : Role.values()) {
            var own = folders.of(role);
            if (Files.exists(own) && Files.isSameFile(file, own)) {
                return true;
            }
        }
        return false;
    }

    /// Saves edits by hand in a copy that is out of service, before its content is judged or replaced.
    ///
    /// @throws IOException when the file cannot be seen
    public void saveEdits(Role role) throws IOException {
        var copy = mirror.open(role);
        if (copy.isPresent() && mirror.inService(role).isEmpty()) {
            healing.saveEdits(copy.get());
        }
    }

    /// Takes the file of a copy as it is now for the right one: it was looked through and found sound.
    ///
    /// @throws IOException when it cannot be seen
    /// @throws DbFaultException when it cannot be written
    public void accept(Role role) throws IOException {
        var copy = mirror.open(role);
        if (copy.isPresent()) {
            healing.accept(copy.get());
        }
    }

    /// Replaces the content of a damaged copy under its open handles.
    ///
    /// @throws DbFaultException when there is nothing to heal it from, or it does not succeed
    public void healInPlace(Role role) throws IOException, InterruptedException {
        healing.inPlace(mirror.open(role).orElseThrow(() -> new DbFaultException(new DbFault.CannotOpen(14), null)));
    }

    /// Puts a new file in the place of a copy that is missing, moved or beyond repair.
    ///
    /// @throws DbFaultException when there is nothing to build it from
    public void healAnew(Role role) throws IOException {
        healing.anew(role);
    }

    /// Writes a copy of everything that is acknowledged now into a new file, from the standby if it is in service, else
    /// or when that fails from the primary. No write waits for it.
    ///
    /// @param target a file that does not exist
    /// @throws DbFaultException when SQLite refuses; the target may then hold a part
    public void copyTo(Path target) {
        var standby = mirror.inService(Role.STANDBY);
        if (standby.isPresent()) {
            try {
                Connections.copy(standby.get().file(), target);
                return;
            } catch (DbFaultException e) {
                if (mirror.inService(Role.PRIMARY).isEmpty()) {
                    throw e;
                }
                discard(target, e);
            }
        }
        var primary = mirror.inService(Role.PRIMARY).orElseThrow(() -> new DbFaultException(mirror.fault(), null));
        Connections.copy(primary.file(), target);
    }

    private static void discard(Path target, DbFaultException failed) {
        try {
            Healing.discard(target);
        } catch (IOException e) {
            failed.addSuppressed(e);
            throw failed;
        }
    }

    /// Moves what is in the -wal of each copy into its file, so that the file alone holds everything. A reader that
    /// is busy just then leaves the rest for the next time; nothing is lost.
    public void settle() {
        Answers.await(writer.between(() -> {
            writer.checkpoint(true);
            return true;
        }));
    }

    /// Finishes waiting writes, checkpoints and closes.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        writer.close();
        boolean mayBeBehind = writer.stopped().isPresent(); // what they lack, the next start must not take for nothing
        mirror.letGoOfBackup();
        RuntimeException failed = null;
        for (var role : Role.values()) {
            var copy = mirror.open(role);
            try {
                if (copy.isPresent()) {
                    close(copy.get(), mirror.inService(role).isPresent() && !mayBeBehind);
                }
            } catch (SQLException e) {
                failed = DbFaultException.of(e);
            } catch (IOException e) {
                failed = new DbFaultException(new DbFault.CannotOpen(14), e);
            } catch (RuntimeException e) { // the other copy and the journal must be closed all the same
                failed = e;
            }
        }
        watch.close(); // until here it ends queries that run for too long, for which the readers wait
        journal.close();
        if (failed != null) {
            throw failed;
        }
    }

    /// A file that is not ours is let go without moving the -wal into it.
    private static void close(Copy copy, boolean isWell) throws SQLException, IOException {
        if (copy.checkpoint().ours()) {
            copy.close(isWell);
        } else {
            copy.abandon();
        }
    }

    /// The journal's files, oldest first.
    ///
    /// @throws IOException when they cannot be read
    public List<Segment> segments() throws IOException {
        return journal.segments();
    }

    /// Reads the journal up to its head and checks its chain; what is being written just now is not whole.
    ///
    /// @throws IOException when it cannot be read
    public JournalChain verifyJournal() throws IOException {
        return JournalScan.of(folders.journal(), 0, journal.head().seq(), _ -> {});
    }

    /// Reads the whole journal and tells the watcher of harm that it has not told of yet. A start reads only what its
    /// copies do not have.
    ///
    /// @throws IOException when it cannot be read
    public void scrubJournal() throws IOException {
        var found = verifyJournal().harm();
        if (!harm.containsAll(found)) {
            found = verifyJournal().harm().stream().filter(found::contains).toList(); // it may have been written to
        }
        found.stream().filter(harm::add).forEach(one -> watcher.journalHarmed(one.words()));
    }

    /// Lets go of the journal's files whose writes are all in a backup and in every copy.
    ///
    /// @param backedUp the oldest backup that is kept holds all up to this write
    /// @return how many files went
    /// @throws IOException when one cannot be deleted
    public int trimJournal(long backedUp) throws IOException {
        long upto = backedUp;
        for (var status : mirror.statuses()) {
            if (status.head().isEmpty()) {
                return 0; // a copy that is not open may need every line
            }
            upto = Math.min(upto, status.head().get().seq());
        }
        return journal.trim(upto);
    }

    /// The rows that were edited by hand and wait to be adopted, oldest first.
    ///
    /// @throws IOException when they cannot be read
    public List<HandEdit> handEdits() throws IOException {
        return adoption.waiting();
    }

    /// Hears of a row that becomes the truth because somebody edited it by hand.
    public interface Adopted {
        /// Whether a changed row of a table is adopted in a write of its own.
        boolean needsItsOwnWrite(String table);

        /// The columns of a table that are worked out once a row is adopted, and so may differ from what the hand left.
        Set<String> following(String table);

        /// @param tx the write that it is part of
        /// @param table the row's table
        /// @param key the first column of its key
        /// @throws EditRefusedException when it cannot be the truth; the row stays as it was
        void row(Tx tx, String table, String key);
    }

    /// Makes the edits of a file the truth, as one write but for the rows that need one of their own.
    ///
    /// @return the rows that stay as they are, since they have changed after the edit or cannot be taken
    /// @throws IOException when the file cannot be read
    public List<UnadoptedEdit> adopt(Path file, Adopted told) throws IOException {
        return adoption.adopt(file, told);
    }

    /// Sets the edits of a file aside.
    ///
    /// @throws IOException when it cannot be moved
    public void discard(Path file) throws IOException {
        adoption.discard(file);
    }

    /// The write that was the last one at a time; empty when the journal does not reach back to it.
    ///
    /// @throws IOException when the journal cannot be read
    public Optional<Long> lastAt(Instant time) throws IOException {
        return restoration.lastAt(time);
    }

    /// Whether the journal leads from a state to a write, without a restore between them.
    ///
    /// @throws IOException when the journal cannot be read
    public boolean leads(Head from, long to) throws IOException {
        return restoration.leads(from, to);
    }

    /// Builds the state of a write from an earlier one, in a file of its own.
    ///
    /// @param base a sound file that nobody writes to
    /// @param draft does not exist
    /// @return the head of that state
    /// @throws DbFaultException when the journal does not lead there
    public Head build(Path base, long to, Path draft) throws IOException {
        return restoration.build(base, to, draft);
    }

    /// How the rows of a built state differ from those of now.
    public List<Difference> differences(Path draft) {
        var now = mirror.inService(Role.STANDBY)
                .or(mirror::lead)
                .orElseThrow(() -> new DbFaultException(mirror.fault(), null));
        return Difference.between(draft, now.file());
    }

    /// Publishes a finished state as a backup, from which it can be built again.
    @FunctionalInterface
    public interface Publishing {
        /// @return the backup's file
        /// @throws IOException when it cannot; nothing was changed then
        Path publish(Path draft) throws IOException;
    }

    /// Makes a built state the data, under a new epoch. Writes wait meanwhile, reads go on.
    ///
    /// @param target what [#build] answered
    /// @return the new head
    /// @throws DbFaultException when it could not
    public Head restore(Path draft, Head target, Publishing publishing) {
        return restoration.take(draft, target, publishing);
    }
}
