package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.JournalChain;
import dev.kamiyo.journal.JournalScan;
import dev.kamiyo.journal.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The journal's line of writes, and how whole copies stand to it. What every copy holds is not read: nobody needs it
/// before anybody is served, and the journal is scrubbed later.
///
/// @param chain what the journal's files hold behind the copy that is farthest behind
/// @param hashes of the copies' last writes, as the journal has them; empty text for one that it does not
/// @param lastRestore the last write there that went back; a copy from before it is of no use
record Lineage(JournalChain chain, Map<Long, String> hashes, long lastRestore) {
    /// Before anything was read.
    static final Lineage NONE = new Lineage(
            new JournalChain(List.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), "", 0), Map.of(), 0);

    /// How a whole copy stands to the journal.
    enum Relation {
        /// It holds all that the journal does.
        AT_HEAD,
        /// The journal leads on from it.
        BEHIND,
        /// It goes on where the journal ends, which has lost its tail.
        AHEAD,
        /// It is of another line of writes.
        FOREIGN
    }

    static Lineage read(Path journal, List<Found> copies) throws IOException {
        var hashes = new HashMap<Long, String>();
        for (var copy : copies) {
            if (copy instanceof Found.Whole whole) {
                hashes.put(whole.head().seq(), "");
            }
        }
        long from = hashes.keySet().stream().min(Long::compare).orElse(0L);
        var lastRestore = new AtomicLong();
        var chain = JournalScan.of(journal, from, line -> {
            hashes.computeIfPresent(line.seq(), (_, _) -> line.hash());
            if (line.body() instanceof Line.Body.Restore) {
                lastRestore.set(line.seq());
            }
        });
        chain.runs().forEach(run -> hashes.replace(run.after(), "", run.prev()));
        return new Lineage(chain, hashes, lastRestore.get());
    }

    /// @param file of the copy
    /// @param head how far it is
    /// @param run the journal's last lines
    Relation relation(Path file, Head head, JournalChain.Run run) {
        if (!head.store().equals(chain.store())) {
            return Relation.FOREIGN;
        }
        if (head.seq() > run.last()) {
            var known = hashIn(file, run.last());
            boolean ours = known.isPresent()
                    ? known.get().equals(run.hash())
                    : head.epoch().equals(run.epoch());
            return ours ? Relation.AHEAD : Relation.FOREIGN;
        }
        if (head.seq() == run.last()) {
            return head.hash().equals(run.hash()) ? Relation.AT_HEAD : Relation.FOREIGN;
        }
        var hash = head.seq() == run.after() ? run.prev() : head.seq() > run.after() ? hashes.get(head.seq()) : null;
        return head.hash().equals(hash) && head.seq() >= lastRestore ? Relation.BEHIND : Relation.FOREIGN;
    }

    /// Whether the journal leads from a copy's last write to a head.
    boolean isBehind(Head copy, Head head) {
        return copy.store().equals(head.store())
                && copy.seq() < head.seq()
                && copy.seq() >= lastRestore
                && copy.hash().equals(hashes.get(copy.seq()));
    }

    /// Whether a copy's file remembers a write.
    static boolean holds(Path file, Head write) {
        return hashIn(file, write.seq()).filter(write.hash()::equals).isPresent();
    }

    private static Optional<String> hashIn(Path file, long seq) {
        try (var connection = Connections.reader(file)) {
            return Copy.hashOf(new Reader(connection), seq);
        } catch (SQLException | DbFaultException _) {
            return Optional.empty(); // it was whole a moment ago; without the hash the epoch decides
        }
    }
}
