package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Line;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The other copy's part in a group: it brings in each write while the leading copy runs the next one and the journal
/// is synced.
///
/// It works on its copy's own thread, in one transaction that is kept only when [#commit] says that the journal has
/// the group; else it is as if it had never been. A failure shows when the group settles. Belongs to the writer's
/// thread.
final class Follower implements AutoCloseable {
    private sealed interface Step {
        record Bring(Line line) implements Step {}

        record Commit() implements Step {}

        record Drop() implements Step {}
    }

    private final Mirror mirror;
    private final Optional<Copy> copy;
    private final long patienceMillis;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private @Nullable CompletableFuture<Head> end;
    private boolean handedOver;

    /// @param copy the one that follows; empty when none is in service beside the leading one
    /// @param patienceMillis how long it has to let go of a group that is dropped
    Follower(Mirror mirror, Optional<Copy> copy, long patienceMillis) {
        this.mirror = mirror;
        this.copy = copy;
        this.patienceMillis = patienceMillis;
    }

    /// Has a write brought in behind those before it.
    void bring(Line line) {
        if (end == null && copy.isPresent()) {
            end = copy.get().run(this::follow);
        }
        steps.add(new Step.Bring(line));
    }

    /// Has all that was brought in committed: the journal has it.
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
        try {
            var lines = new ArrayList<Line>();
            var head = copy.head();
            while (true) {
                switch (Answers.uninterruptibly(steps::take)) {
                    case Step.Bring(var line) -> {
                        copy.bring(line, head);
                        lines.add(line);
                        head = line.head(head.store());
                    }
                    case Step.Commit _ -> {
                        copy.seal(lines);
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
