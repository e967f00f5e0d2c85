package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Journal;
import dev.kamiyo.journal.JournalChain;
import dev.kamiyo.journal.JournalScan;
import dev.kamiyo.journal.Line;
import dev.kamiyo.journal.LineJson;
import dev.kamiyo.journal.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Going back to an earlier state: it is built beside the data, verified, and becomes the data with one line of the
/// journal, under a new epoch.
///
/// What must outlive any restore (numbers that were given, idempotency keys, access) stands in the table
/// `kept_over_restores`: those tables keep the rows that they have now. Each restore stands in [Epochs].
final class Restoration {
    private static final Logger log = LoggerFactory.getLogger("store");

    private final Folders folders;
    private final Mirror mirror;
    private final Journal journal;
    private final Writer writer;
    private final Quarantine quarantine;

    Restoration(Folders folders, Mirror mirror, Journal journal, Writer writer, Quarantine quarantine) {
        this.folders = folders;
        this.mirror = mirror;
        this.journal = journal;
        this.writer = writer;
        this.quarantine = quarantine;
    }

    /// The write that was the last one at a time; empty when the journal does not reach back to it.
    ///
    /// @throws IOException when the journal cannot be read near that time
    Optional<Long> lastAt(Instant time) throws IOException {
        var found = new long[] {-1};
        var next = new long[] {journal.head().seq() + 1};
        long end = journal.head().seq(); // what is behind it is being written just now
        var chain = JournalScan.of(folders.journal(), 0, end, line -> {
            if (!line.at().isAfter(time)) {
                found[0] = line.seq();
            } else {
                next[0] = Math.min(next[0], line.seq());
            }
        });
        if (found[0] >= 0 && found[0] + 1 < next[0]) {
            throw new IOException("the journal does not tell which of the writes " + found[0] + " to " + (next[0] - 1)
                    + " was the last one at " + time + ": those behind the first are missing, or cannot be read");
        }
        if (found[0] >= 0) {
            return Optional.of(found[0]);
        }
        return chain.runs().stream()
                .filter(run -> !run.at().isAfter(time))
                .map(JournalChain.Run::after)
                .findFirst();
    }

    /// Whether the journal leads from a state to a write, without a restore between them.
    boolean leads(Head from, long to) throws IOException {
        if (from.seq() >= to) {
            return from.seq() == to && !contradicts(from);
        }
        var last = new long[] {from.seq()};
        var hash = new String[] {from.hash()};
        JournalScan.of(folders.journal(), from.seq(), to, line -> {
            boolean follows = line.seq() == last[0] + 1
                    && line.prev().equals(hash[0])
                    && !(line.body() instanceof Line.Body.Restore);
            if (follows) {
                last[0] = line.seq();
                hash[0] = line.hash();
            }
        });
        return last[0] >= to;
    }

    /// Whether the journal has another write in the place of a state's last one, as behind a restore that failed.
    private boolean contradicts(Head head) throws IOException {
        var other = new boolean[1];
        JournalScan.of(folders.journal(), head.seq() - 1, head.seq(), line -> {
            other[0] |= line.seq() == head.seq() && !line.hash().equals(head.hash());
        });
        return other[0];
    }

    /// Builds the state of a write from an earlier one, with this program's schema.
    ///
    /// @param draft a file that does not exist
    /// @return the head of the state that was gone back to
    Head build(Path base, long to, Path draft) throws IOException {
        Files.copy(base, draft, StandardCopyOption.REPLACE_EXISTING);
        try {
            var copy = Copy.open(Role.STANDBY, draft, 1);
            try {
                replay(copy, to);
                var target = copy.head();
                for (int next = copy.schema() + 1; next <= Migrations.current(); next++) {
                    copy.begin();
                    copy.migrate(next);
                    copy.commitUnchanged();
                }
                return target;
            } finally {
                copy.close(true);
            }
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        } finally {
            Files.deleteIfExists(Checkpoint.record(draft));
        }
    }

    private void replay(Copy copy, long to) throws SQLException, IOException {
        var chunk = new ArrayList<Line>();
        if (copy.head().seq() < to) {
            JournalScan.of(folders.journal(), copy.head().seq(), to, line -> {
                if (line.seq() > copy.head().seq() && line.seq() <= to) {
                    chunk.add(line);
                }
                if (chunk.size() == Healing.CHUNK) {
                    Healing.apply(copy, chunk);
                }
            });
        }
        Healing.apply(copy, chunk);
        if (copy.head().seq() != to) {
            throw new DbFaultException(
                    new DbFault.Diverged(
                            "the journal leads to write " + copy.head().seq() + ", not to " + to),
                    null);
        }
    }

    /// Makes a built state the data. Writes wait meanwhile; reads go on with what there was until it is done.
    ///
    /// @throws DbFaultException when it could not; before the journal has its line nothing was changed
    Head take(Path draft, Head target, Database.Publishing publishing) {
        return Answers.await(writer.between(() -> {
            var lead = mirror.lead().orElseThrow(() -> new DbFaultException(mirror.fault(), null));
            var parent = journal.head();
            var line = finish(draft, lead, parent, target);
            log.info(
                    "going back to write {}: what there was up to write {} is in {}",
                    target,
                    parent,
                    quarantine.copy(lead.file()));
            var base = publishing.publish(draft); // last: what follows only fails with the journal
            journal.append(List.of(line));
            var parts = new LinkedHashMap<Copy, CompletableFuture<Head>>();
            for (var role : Role.values()) {
                mirror.open(role)
                        .ifPresent(copy -> parts.put(copy, copy.run(c -> {
                            c.takeContentOf(base);
                            return c.head();
                        })));
            }
            boolean done = mirror.settle(parts, Writer.HANGS_MILLIS);
            if (!done) {
                throw DbFaultException.unknown(
                        mirror.fault(), new IllegalStateException("no copy could take the earlier state over yet"));
            }
            mirror.acknowledge(journal.head().seq());
            return journal.head();
        }));
    }

    /// Gives the draft the rows that outlive a restore, and its place in the journal.
    private LineJson.Encoded finish(Path draft, Copy lead, Head parent, Head target) throws SQLException, IOException {
        var copy = Copy.open(Role.PRIMARY, draft, 1);
        try {
            copy.begin();
            for (var table : kept(lead.tx())) {
                var now = rows(lead.tx(), table);
                var keys = now.stream().map(row -> key(table, row)).collect(Collectors.toSet());
                for (var row : rows(copy.tx(), table)) {
                    if (!keys.contains(key(table, row))) { // it was taken away since
                        copy.tx().delete(table, key(table, row).toArray());
                    }
                }
                for (var row : now) {
                    copy.tx().put(table, row);
                }
            }
            long seq = parent.seq() + 1;
            var epoch = Migrations.newEpoch();
            Epochs.begin(copy.tx(), seq, epoch, target);
            copy.tx().sums().commandEnds(true);
            copy.tx().sums().store(copy.tx());
            var line = LineJson.encode(
                    seq,
                    epoch,
                    writer.later(parent.at()),
                    new Line.Body.Restore(parent.toString(), target.toString()),
                    new TreeMap<>(Fingerprints.kept(copy.tx())),
                    parent.seq(),
                    parent.hash());
            copy.seal(List.of(line.line()));
            copy.commit(line.line());
            return line;
        } finally {
            copy.close(true);
            Files.deleteIfExists(Checkpoint.record(draft));
            Connections.single(draft);
        }
    }

    private static List<Table> kept(Reader reader) {
        var names = reader.list("SELECT name FROM kept_over_restores", row -> row.getString(1));
        return Fingerprints.tables(reader).stream()
                .filter(table -> names.contains(table.name()))
                .toList();
    }

    private static List<@Nullable Object> key(Table table, @Nullable Object[] row) {
        return Arrays.asList(row).subList(0, table.key().size());
    }

    private static List<@Nullable Object[]> rows(Reader reader, Table table) {
        int width = table.width();
        return reader.list("SELECT " + String.join(", ", table.all()) + " FROM " + table.name(), row -> {
            var values = new @Nullable Object[width];
            for (int i = 0; i < width; i++) {
                values[i] = row.getObject(i + 1);
            }
            return values;
        });
    }
}
