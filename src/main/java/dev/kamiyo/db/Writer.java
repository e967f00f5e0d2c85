package dev.kamiyo.db;

import dev.kamiyo.db.WriteQueue.Entry;
import dev.kamiyo.db.WriteQueue.Turn;
import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Journal;
import dev.kamiyo.journal.Line;
import dev.kamiyo.journal.LineJson;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one writer: a platform thread that makes a group of waiting commands one transaction, and one sync a file.
///
/// A group runs on the copy that leads, and the other copy brings in each command's rows meanwhile; they are journaled;
/// then both copies commit at the same time; then it is acknowledged. No caller hears of success before the journal and
/// every copy in service have it. Before the journal is touched a failure is a refusal; after that it is unknown until
/// a repeat finds out. A command that fails takes nothing of the others with it.
final class Writer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("store");
    private static final int GROUP = 1_024;

    /// Writes of an import that run before somebody else's write gets its turn: some hundredths of a second.
    private static final int SLICE = 128;

    /// About what it takes to wake sixteen writers, and a tenth of what a group takes.
    private static final long GATHER_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /// A disk that hangs for longer under one copy must not hold the writes of the other one.
    static final long HANGS_MILLIS = 2_000;

    private static final long IDLE_MILLIS = 200;

    private record Ran<T>(Entry<T> entry, @Nullable T value) {
        void acknowledge() {
            entry.answer().complete(value);
        }
    }

    /// What the commands of a group did on the leading copy, before it is safe.
    private record Executed(List<Ran<?>> ran, List<Runnable> failed, List<LineJson.Encoded> lines, long nanos) {}

    private final WriteQueue waiting = new WriteQueue(GATHER_NANOS);
    private final BlockingQueue<Runnable> between = new LinkedBlockingQueue<>();
    private final Mirror mirror;
    private final Journal journal;
    private final Settlement settlement;
    private final EditStore edits;
    private final Watcher watcher;
    private final Clock clock;
    private final Thread thread;
    private Instant last = Instant.EPOCH;
    private volatile boolean closing;
    private volatile @Nullable DbFault stopped;

    Writer(Mirror mirror, Journal journal, EditStore edits, Watcher watcher, Clock clock) {
        this.mirror = mirror;
        this.journal = journal;
        this.settlement = new Settlement(mirror, journal, watcher);
        this.edits = edits;
        this.watcher = watcher;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("writer").start(this::work);
    }

    /// Puts a command in line. The answer completes on the thread of the writer or of a copy.
    <T> CompletableFuture<T> submit(Command<T> command, Turn turn) {
        var entry = new Entry<>(command, turn);
        if (closing || !waiting.offer(entry) || (closing && waiting.remove(entry))) {
            entry.answer().completeExceptionally(overloaded());
        }
        return entry.answer();
    }

    private static DbFaultException overloaded() {
        return new DbFaultException(new DbFault.Overloaded(), null);
    }

    /// Does something on the writer's thread while no group is under way.
    <T> CompletableFuture<T> between(Callable<T> task) {
        var answer = new CompletableFuture<T>();
        Runnable run = () -> {
            try {
                answer.complete(task.call());
            } catch (SQLException e) {
                answer.completeExceptionally(DbFaultException.of(e));
            } catch (Throwable e) { // the writer's thread must outlive it
                answer.completeExceptionally(e);
            }
        };
        between.add(run);
        var _ = waiting.offer(new Entry<>(Tx::seq, Turn.NEXT));
        if (closing && between.remove(run)) { // nobody may be left who would run it
            answer.completeExceptionally(overloaded());
        }
        return answer;
    }

    /// Why all writes are refused until a person has looked.
    Optional<DbFault> stopped() {
        return Optional.ofNullable(stopped);
    }

    /// Refuses all writes from now on: to go on would harm what is left.
    void stop(DbFault why) {
        stopped = why;
    }

    private void work() {
        while (true) {
            var group = Answers.uninterruptibly(() -> waiting.take(GROUP, closing ? 0 : IDLE_MILLIS));
            for (var task = between.poll(); task != null; task = between.poll()) {
                task.run();
            }
            if (group.isEmpty()) {
                if (closing) {
                    return;
                }
                lookForForeignWrites();
                continue;
            }
            try {
                commit(group);
            } catch (DbFaultException e) {
                group.forEach(entry -> entry.answer().completeExceptionally(e));
            } catch (RuntimeException e) {
                log.error("a group of writes failed; this is a defect, please report it", e);
                var fault = new DbFault.Other(0, "the writer has a defect");
                group.forEach(entry -> entry.answer().completeExceptionally(DbFaultException.unknown(fault, e)));
            }
            if (!waiting.isSomebodyWaiting() || group.getFirst().turn() == Turn.NEXT) {
                checkpoint(false);
            }
        }
    }

    /// An edit by hand shows within a second even when nobody writes.
    private void lookForForeignWrites() {
        mirror.lead().ifPresent(lead -> {
            try {
                if (lead.foreignWaits()) {
                    commit(List.of());
                }
            } catch (DbFaultException e) {
                if (stopped == null) { // else nothing is written, and reads go on
                    mirror.leave(lead, e.fault());
                }
            }
        });
    }

    private void commit(List<Entry<?>> group) {
        DbFaultException failed = null;
        var before = journal.head();
        for (var _ : Role.values()) {
            var why = stopped;
            if (why != null) {
                throw new DbFaultException(why, null);
            }
            var lead = mirror.lead().orElse(null);
            if (lead == null) {
                break;
            }
            try {
                commit(lead, group);
                return;
            } catch (SQLException e) {
                failed = DbFaultException.of(e);
            } catch (LeadFailedException e) {
                failed = e.fault();
            } catch (RuntimeException e) {
                if (e instanceof DbFaultException fault) {
                    if (fault.isUnknown() || fault.fault() instanceof DbFault.JournalStopped) {
                        throw e; // the group's fate after the journal was touched
                    }
                    failed = fault;
                } else {
                    log.error("a group of writes failed on {}; this is a defect, please report it", lead.file(), e);
                    var defect = new DbFault.Other(0, "the writer has a defect: " + e.getMessage());
                    if (!journal.head().equalsWrite(before)) {
                        throw DbFaultException.unknown(defect, e); // the journal has the group: never run it again
                    }
                    failed = new DbFaultException(defect, e);
                }
            }
            letGo(lead);
            mirror.leave(lead, failed.fault());
        }
        throw failed == null ? new DbFaultException(mirror.fault(), null) : failed;
    }

    /// Ends a transaction that failed, behind whatever the copy's own thread does on its connection.
    private void letGo(Copy lead) {
        var end = lead.run(copy -> {
            copy.rollback();
            return copy.head();
        });
        mirror.dropped(lead, end, Settlement.PATIENCE_MILLIS);
    }

    /// The copy that the group ran on failed before the journal was touched: the other one may take the group.
    private static final class LeadFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final DbFaultException fault;

        LeadFailedException(DbFaultException fault) {
            super(fault);
            this.fault = fault;
        }

        DbFaultException fault() {
            return fault;
        }
    }

    private void commit(Copy lead, List<Entry<?>> group) throws SQLException, LeadFailedException {
        if (!lead.head().equalsWrite(journal.head())) {
            throw new LeadFailedException(new DbFaultException(new DbFault.Lagging(), null));
        }
        begin(lead);
        if (!commit(lead, group, group.size() == 1)) {
            lead.rollback();
            begin(lead);
            commit(lead, group, true);
        }
    }

    private void begin(Copy lead) throws SQLException, LeadFailedException {
        while (lead.begin()) { // and once more: somebody may have written just behind the commit of the first look
            takeBackHandEdits(lead);
        }
    }

    /// @param apart whether each command is in a savepoint, so that one that fails takes nothing of the others with it;
    ///     few do, and to keep what may have to be taken back costs a tenth of an import
    /// @return false when a command failed that was not apart: nothing of the group is done
    private boolean commit(Copy lead, List<Entry<?>> group, boolean apart) throws SQLException, LeadFailedException {
        try (var follower = follower(lead)) {
            var done = execute(lead, group, follower, apart);
            if (!apart && !done.failed.isEmpty()) {
                return false;
            }
            if (done.lines.isEmpty()) {
                lead.rollback();
                acknowledge(group, done);
            } else {
                var touched = lead.touched();
                if (touched.isPresent()) {
                    throw new LeadFailedException(new DbFaultException(touched.get(), null));
                }
                settle(lead, done, follower, () -> acknowledge(group, done));
            }
            return true;
        }
    }

    private void acknowledge(List<Entry<?>> group, Executed done) {
        waiting.answering(group.isEmpty() || group.getFirst().turn() == Turn.BULK ? 0 : group.size());
        done.ran.forEach(Ran::acknowledge);
        done.failed.forEach(Runnable::run);
    }

    private void settle(Copy lead, Executed done, Part follower, Runnable acknowledge) {
        settlement.of(lead, done.lines, follower, TimeUnit.NANOSECONDS.toMillis(done.nanos), acknowledge);
    }

    private Part follower(Copy lead) {
        return Part.following(mirror, mirror.inService(lead.role().other()), Settlement.PATIENCE_MILLIS);
    }

    private Executed execute(Copy lead, List<Entry<?>> group, Part follower, boolean apart)
            throws SQLException, LeadFailedException {
        long start = System.nanoTime();
        var tx = lead.tx();
        var ran = new ArrayList<Ran<?>>();
        var failed = new ArrayList<Runnable>();
        var lines = new ArrayList<LineJson.Encoded>();
        var head = journal.head();
        long upto = head.seq();
        var at = later(head.at());
        for (int i = 0; i < group.size(); i++) {
            var entry = group.get(i);
            tx.begin(head.seq() + 1, at);
            var before = head;
            var line = run(
                    tx,
                    entry,
                    apart,
                    () -> LineJson.encode(
                            before.seq() + 1,
                            before.epoch(),
                            at,
                            new Line.Body.Rows(tx.rows()),
                            tx.sums().ofCommand(),
                            upto,
                            before.hash()),
                    ran,
                    failed);
            if (line != null) {
                lines.add(line);
                follower.bring(line.line());
                head = line.line().head(head.store());
            }
            tx.sums().commandEnds(line != null);
            if (!apart && !failed.isEmpty()) {
                break;
            }
            if (entry.turn() == Turn.BULK && i + 1 >= SLICE && waiting.isSomebodyWaiting()) {
                putOff(group.subList(i + 1, group.size()));
            }
        }
        return new Executed(ran, failed, lines, System.nanoTime() - start);
    }

    /// What of a group has not run yet waits until somebody's write is done.
    private void putOff(List<Entry<?>> rest) {
        waiting.giveBack(rest);
        rest.clear();
    }

    /// Runs one command and answers its line; null when it changed nothing or does not stand. A row that no line can
    /// hold is the command's own failure.
    private static <T> LineJson.@Nullable Encoded run(
            Tx tx,
            Entry<T> entry,
            boolean apart,
            Supplier<LineJson.Encoded> encoded,
            List<Ran<?>> ran,
            List<Runnable> failed)
            throws SQLException, LeadFailedException {
        if (apart) {
            tx.run("SAVEPOINT command");
        }
        try {
            var value = entry.command().run(tx);
            var line = tx.rows().isEmpty() ? null : encoded.get();
            if (apart) {
                tx.run("RELEASE command");
            }
            ran.add(new Ran<>(entry, value));
            return line;
        } catch (RuntimeException | Error e) {
            if (e instanceof DbFaultException fault && !(fault.fault() instanceof DbFault.Other)) {
                throw new LeadFailedException(
                        fault); // the file's fault; a row that a constraint refuses is the command's
            }
            if (apart) {
                tx.run("ROLLBACK TO command");
                tx.run("RELEASE command");
            }
            failed.add(() -> entry.answer().completeExceptionally(e));
            return null;
        }
    }

    /// Someone else has committed. What the triggers noted is taken back and saved; what they did not note makes the
    /// copy doubtful, so that it leaves service until it has been compared.
    private void takeBackHandEdits(Copy lead) throws SQLException, LeadFailedException {
        var tx = lead.tx();
        if (!tx.hasHandEdits()) {
            lead.rollback();
            var fault = new DbFault.Diverged("another process has written to it");
            throw new LeadFailedException(new DbFaultException(fault, null));
        }
        List<HandEdits.Edit> found;
        try {
            found = HandEdits.takeBack(tx);
        } catch (IllegalArgumentException e) { // the columns are not those of the triggers: the schema was changed, too
            throw new LeadFailedException(
                    new DbFaultException(new DbFault.Diverged("edits by hand cannot be taken back"), e));
        }
        try {
            var saved = found.isEmpty() ? null : edits.save(found);
            lead.commitUnchanged();
            if (saved != null) {
                watcher.handEdit(saved, found.size());
            }
        } catch (IOException e) {
            lead.rollback();
            throw new LeadFailedException(
                    new DbFaultException(new DbFault.Diverged("edits by hand cannot be saved: " + e.getMessage()), e));
        }
    }

    /// Moves the -wal of each copy in service into its file, if it is long enough and the file is ours.
    ///
    /// @param all whether to move everything now, however little it is
    void checkpoint(boolean all) {
        var serving = Stream.of(Role.values())
                .flatMap(role -> mirror.inService(role).stream())
                .toList();
        if (!all && serving.stream().noneMatch(copy -> copy.checkpoint().isDue())) {
            return;
        }
        var moving = new LinkedHashMap<Copy, CompletableFuture<Head>>();
        for (var copy : serving) {
            boolean moves = all || copy.checkpoint().isDue();
            moving.put(copy, moves ? copy.run(c -> moved(c, all)) : CompletableFuture.completedFuture(copy.head()));
        }
        mirror.settle(moving, HANGS_MILLIS);
    }

    private static Head moved(Copy copy, boolean all) throws SQLException, IOException {
        try {
            if (!copy.checkpoint().run(all)) {
                throw new DbFaultException(new DbFault.Replaced(), null);
            }
        } catch (SQLException e) {
            if (!(DbFault.of(e) instanceof DbFault.Locked)) { // else a reader is busy, and the next time will do
                throw e;
            }
        }
        return copy.head();
    }

    /// Brings the schema to this program's version, one line a step. Belongs between groups.
    void migrate() throws SQLException, IOException {
        if (stopped != null) {
            throw new DbFaultException(stopped, null);
        }
        var lead = mirror.lead().orElseThrow(() -> new DbFaultException(mirror.fault(), null));
        for (int version = lead.schema() + 1; version <= Migrations.current(); version++) {
            lead.begin();
            try {
                lead.migrate(version);
                write(lead, new Line.Body.Schema(version));
                journal.schemaIs(version);
            } catch (SQLException | RuntimeException e) {
                letGo(lead);
                throw e;
            }
            log.info("the schema has version {} now", version);
        }
    }

    private void write(Copy lead, Line.Body body) throws SQLException {
        var head = journal.head();
        var line = LineJson.encode(
                head.seq() + 1, head.epoch(), later(head.at()), body, new TreeMap<>(), head.seq(), head.hash());
        var done = new Executed(List.of(), List.of(), List.of(line), 0);
        try (var follower = follower(lead)) {
            follower.bring(line.line());
            settle(lead, done, follower, () -> {});
        }
    }

    /// Time as the writer sees it: it never goes back, whatever the clock does.
    Instant later(Instant before) {
        var now = clock.instant();
        last = Stream.of(now, before, last).max(Comparator.naturalOrder()).orElse(now);
        return last;
    }

    /// Writes what is waiting and ends the thread.
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        var _ = waiting.offer(new Entry<>(Tx::seq, Turn.NEXT)); // wakes the thread if it sleeps
        Answers.uninterruptibly(() -> thread.join(Duration.ofDays(1)));
        for (var late = rest(); !late.isEmpty(); late = rest()) {
            late.forEach(entry -> entry.answer().completeExceptionally(overloaded()));
        }
        for (var task = between.poll(); task != null; task = between.poll()) {
            task.run();
        }
    }

    private List<Entry<?>> rest() {
        return Answers.uninterruptibly(() -> waiting.take(GROUP, 0));
    }
}
