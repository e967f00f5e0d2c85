package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Line;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// One copy's part in a group: the copy that follows brings in each write while the leading one runs the next, and
/// while the journal is synced both note what the group brings them to.
///
/// It works on its copy's own thread, in one transaction that is kept only when [#commit] says that the journal has
/// the group; else it is as if it had never been. A failure shows when the group settles. Belongs to the writer's
/// thread.
final class Part implements AutoCloseable {
    private sealed interface Step {
        record Bring(Line line) implements Step {}

        record Seal() implements Step {}

        record Commit() implements Step {}

        record Drop() implements Step {}
    }

    private final Mirror mirror;
    private final Optional<Copy> copy;
    private final long patienceMillis;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private @Nullable CompletableFuture<Head> end;
    private boolean handedOver;

    private Part(Mirror mirror, Optional<Copy> copy, long patienceMillis) {
        this.mirror = mirror;
        this.copy = copy;
        this.patienceMillis = patienceMillis;
    }

    /// The part of the copy that the commands do not run on.
    ///
    /// @param copy empty when none is in service beside the leading one
    /// @param patienceMillis how long it has to let go of a group that is dropped
    static Part following(Mirror mirror, Optional<Copy> copy, long patienceMillis) {
        return new Part(mirror, copy, patienceMillis);
    }

    /// The part of the copy that the commands have run on, in the transaction that is open. Its connection belongs to
    /// its thread from here on, until the group has settled.
    ///
    /// @param lines the whole group
    static Part leading(Mirror mirror, Copy lead, List<Line> lines, long patienceMillis) {
        var part = new Part(mirror, Optional.of(lead), patienceMillis);
        part.seal(); // before the thread is there to wait for it: it is woken once
        part.end = lead.run(copy -> part.work(copy, lines));
        return part;
    }

    /// Has a write brought in behind those before it.
    void bring(Line line) {
        if (end == null && copy.isPresent()) {
            end = copy.get().run(this::follow);
        }
        steps.add(new Step.Bring(line));
    }

    /// Has noted what the group brings the copy to: there are no more writes.
    void seal() {
        steps.add(new Step.Seal());
    }

    /// Has all committed: the journal has it.
    ///
    /// @param parts gets the copy and when it has done so
    void commit(Map<Copy, CompletableFuture<Head>> parts) {
        handedOver = true;
        steps.add(new Step.Commit());
        if (end != null) {
            parts.put(copy.orElseThrow(), end);
        }
    }

    /// Lets go of a group that was not committed, and of what of it was not brought in yet. A copy that cannot do so at
    /// once leaves service: the next group needs its connection.
    @Override
    public void close() {
        if (end != null && !handedOver) {
            steps.clear();
            steps.add(new Step.Drop());
            mirror.dropped(copy.orElseThrow(), end, patienceMillis);
        }
    }

    private Head follow(Copy copy) throws SQLException {
        copy.beginToFollow();
        return work(copy, List.of());
    }

    /// @param before the writes of the group that the copy has
    private Head work(Copy copy, List<Line> before) throws SQLException {
        var lines = new ArrayList<>(before);
        var head = copy.head();
        try {
            while (true) {
                switch (Answers.uninterruptibly(steps::take)) {
                    case Step.Bring(var line) -> {
                        copy.bring(line, head);
                        lines.add(line);
                        head = line.head(head.store());
                    }
                    case Step.Seal _ -> copy.seal(lines);
                    case Step.Commit _ -> {
                        return copy.commit(lines.getLast());
                    }
                    case Step.Drop _ -> {
                        copy.rollback();
                        return copy.head();
                    }
                }
            }
        } catch (SQLException | RuntimeException e) {
            copy.rollback();
            throw e;
        }
    }
}
