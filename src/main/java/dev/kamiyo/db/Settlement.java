package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Journal;
import dev.kamiyo.journal.JournalException;
import dev.kamiyo.journal.LineJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// How a group that has run becomes safe: it goes into the journal, then into the copies, now or when they are
/// back, and then it is acknowledged. Belongs to the writer's thread.
final class Settlement {
    /// How much longer than the group itself a copy may take.
    static final long PATIENCE_MILLIS = 100;

    private final Mirror mirror;
    private final Journal journal;
    private final Watcher watcher;

    Settlement(Mirror mirror, Journal journal, Watcher watcher) {
        this.mirror = mirror;
        this.journal = journal;
        this.watcher = watcher;
    }

    /// Settles a group.
    ///
    /// @param lead the copy that it ran on, in the transaction that is open
    /// @param group its lines
    /// @param follower has been told to bring them in
    /// @param tookMillis what it took to run
    /// @param acknowledge done once, when the group is safe: by whoever ends last, so that nobody waits until the
    ///     writer wakes; by the writer where a copy failed or lags
    /// @throws DbFaultException when the journal has not taken it, or no copy has it yet; says if that is known
    void of(Copy lead, List<LineJson.Encoded> group, Part follower, long tookMillis, Runnable acknowledge) {
        var lines = group.stream().map(LineJson.Encoded::line).toList();
        try (var leader = Part.leading(mirror, lead, lines, PATIENCE_MILLIS)) {
            follower.seal();
            append(group);
            var parts = new LinkedHashMap<Copy, CompletableFuture<Head>>();
            follower.commit(parts);
            leader.commit(parts);
            var once = new Once(() -> {
                mirror.acknowledge(lines.getLast().seq());
                acknowledge.run();
            });
            // here and now, while the copies commit; they must have settled before anything is thrown
            var looked = CompletableFuture.runAsync(this::check, Runnable::run);
            var all = Stream.concat(parts.values().stream(), Stream.of(looked));
            var _ = CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                    .thenRun(once);
            boolean safe = mirror.settle(parts, PATIENCE_MILLIS + tookMillis);
            Answers.await(looked);
            if (!safe) {
                throw DbFaultException.unknown(mirror.fault(), new IllegalStateException("no copy has the group yet"));
            }
            once.run();
        }
    }

    private void append(List<LineJson.Encoded> group) {
        try {
            journal.append(group);
        } catch (JournalException e) {
            var fault = new DbFault.JournalStopped(String.valueOf(e.getMessage()));
            throw e.untouched() ? new DbFaultException(fault, e) : DbFaultException.unknown(fault, e);
        }
    }

    private void check() {
        var hurt = journal.check();
        if (!hurt.isEmpty()) {
            watcher.journalHurt(hurt);
        }
    }

    /// Something that is done once, whoever asks first; whoever asks meanwhile waits. What throws is done again.
    private static final class Once implements Runnable {
        private final Runnable task;
        private boolean isDone;

        Once(Runnable task) {
            this.task = task;
        }

        @Override
        public synchronized void run() {
            if (!isDone) {
                task.run();
                isDone = true;
            }
        }
    }
}
