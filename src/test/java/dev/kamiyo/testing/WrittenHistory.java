package dev.kamiyo.testing;

import dev.kamiyo.backup.Backup;
import dev.kamiyo.backup.BackupFailedException;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Tx;
import dev.kamiyo.db.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Data of its own with random writes, alone and in groups, between them backups, restarts and restores, and a model of
/// what the tables held at each write. Used by one thread.
public final class WrittenHistory implements AutoCloseable {
    private static final List<WrittenTable> TABLES = List.of(WrittenTable.values());
    private static final int LARGEST_GROUP = 120;
    private static final int MOST_ROWS = 4;

    private enum Event {
        BACKUP,
        BACKUP_WHILE_WRITING,
        RESTART,
        RESTORE
    }

    /// What a write does: puts rows, or takes them away when `gone`.
    private record Deed(WrittenTable table, @Nullable Object[] row, boolean gone) {
        void on(Tx tx) {
            if (gone) {
                tx.delete(table.table(), table.key(row));
            } else {
                tx.put(table.table(), row);
            }
        }
    }

    private final Path data;
    private final long writes;
    private final SplittableRandom random;
    private final RememberedRows remembered;
    private final NavigableMap<Long, Event> plan = new TreeMap<>();
    private final SortedSet<Long> restores = new TreeSet<>();
    private final BackupStore backups;
    private Database database;

    /// @param data an empty folder
    /// @param seed decides everything but how writes fall into groups
    /// @param writes how many there will be; restores count, too
    /// @param rounds how many backups of each kind, restarts and restores there will be between them
    public WrittenHistory(Path data, long seed, int writes, int rounds) throws IOException {
        this.data = data;
        this.writes = writes;
        this.random = new SplittableRandom(seed);
        this.remembered = new RememberedRows(writes);
        this.backups = new BackupStore(
                data.resolve("backups"),
                Optional.empty(),
                Clock.systemUTC(),
                new BackupStore.Retention(Integer.MAX_VALUE, Duration.ofDays(100)));
        for (int i = 0; i < rounds; i++) {
            for (var event : Event.values()) {
                plan.put(random.nextLong(writes / 20, writes - 1L), event);
            }
        }
        this.database = open();
    }

    private Database open() throws IOException {
        Files.createDirectories(TestDatabase.folders(data).run());
        var opened = Database.open(TestDatabase.folders(data), Clock.systemUTC(), backups, Watcher.NONE);
        TestDatabase.bringBack(opened);
        return opened;
    }

    /// Makes the writes.
    public void write() throws IOException, BackupFailedException {
        backups.make(database);
        while (database.seq() < writes) {
            long upto = plan.isEmpty() ? writes : plan.firstKey();
            if (database.seq() < upto) {
                write(random.nextBoolean() ? 1 : (int) Math.min(upto - database.seq(), random.nextInt(LARGEST_GROUP)));
            } else {
                happen(plan.pollFirstEntry().getValue());
            }
        }
    }

    private void happen(Event event) throws IOException, BackupFailedException {
        switch (event) {
            case BACKUP -> backups.make(database);
            case BACKUP_WHILE_WRITING -> {
                var group = submit((int) Math.min(writes - database.seq(), LARGEST_GROUP));
                backups.make(database);
                group.forEach(this::acknowledged);
            }
            case RESTART -> {
                database.close();
                database = open();
            }
            case RESTORE -> {
                long to = random.nextLong(database.seq() + 1);
                TestDatabase.bringBack(database);
                restore(to, false);
                remembered.goBack(database.seq(), to);
                restores.add(database.seq());
            }
        }
    }

    private Restore.Outcome restore(long to, boolean dryRun) throws BackupFailedException {
        return new Restore(backups, database).run(Optional.empty(), Optional.of(String.valueOf(to)), dryRun, _ -> {});
    }

    private record Submitted(List<Deed> deeds, CompletableFuture<Long> answer) {}

    private void write(int many) {
        submit(many).forEach(this::acknowledged);
    }

    private List<Submitted> submit(int many) {
        var group = new ArrayList<Submitted>();
        for (int i = 0; i < many; i++) {
            if (random.nextInt(40) == 0) { // one that does not stand, in the midst of others
                group.add(refused(deeds()));
            }
            var deeds = deeds();
            group.add(new Submitted(deeds, database.submit(tx -> {
                deeds.forEach(deed -> deed.on(tx));
                return tx.seq();
            })));
        }
        return group;
    }

    private Submitted refused(List<Deed> deeds) {
        return new Submitted(deeds, database.submit(tx -> {
            deeds.forEach(deed -> deed.on(tx));
            throw new IllegalStateException("refused");
        }));
    }

    private List<Deed> deeds() {
        var deeds = new ArrayList<Deed>();
        for (int i = 1 + random.nextInt(MOST_ROWS); i > 0; i--) {
            var table = TABLES.get(random.nextInt(TABLES.size()));
            deeds.add(new Deed(table, table.row(random), random.nextInt(4) == 0));
        }
        return deeds;
    }

    private void acknowledged(Submitted one) {
        long seq;
        try {
            seq = Database.await(one.answer);
        } catch (IllegalStateException _) {
            return; // it was meant to be refused
        }
        for (var deed : one.deeds) {
            var key = WrittenTable.quoted(deed.table.key(deed.row));
            remembered.leave(seq, deed.table, key, deed.gone ? null : WrittenTable.quoted(deed.row));
        }
    }

    /// The writes where something begins or ends: the first and the last one, and what lies beside each backup, each
    /// restore and each file of the journal. 0 is the state before the first one.
    public SortedSet<Long> borders() throws IOException {
        var borders = new TreeSet<>(List.of(0L, 1L, writes - 1, writes));
        for (var backup : backups.list()) {
            long seq = backup.head().seq();
            borders.addAll(List.of(seq - 1, seq, seq + 1));
        }
        for (var segment : database.segments()) {
            borders.addAll(List.of(segment.after(), segment.after() + 1));
        }
        for (long seq : restores) {
            borders.addAll(List.of(seq - 1, seq, seq + 1));
        }
        return Collections.unmodifiableSortedSet(borders.subSet(0L, writes + 1));
    }

    /// Writes a little more, goes back to a write, and compares all that there is with the model.
    ///
    /// @return what is not as it should be; each names the write
    public List<String> goBack(long to) throws IOException {
        var wrong = new ArrayList<String>();
        TestDatabase.bringBack(database);
        write(1 + random.nextInt(3));
        long before = database.seq();
        try {
            var comparison = new RestoreComparison(database, remembered, to);
            var outcome = restore(to, false);
            TestDatabase.bringBack(database);
            wrong.addAll(comparison.wrong(outcome));
            if (database.seq() != before + 1) {
                wrong.add("the restore to write %d of data at write %d is write %d"
                        .formatted(to, before, database.seq()));
            }
            remembered.goBack(database.seq(), to);
        } catch (BackupFailedException | DbFaultException e) {
            wrong.add("write " + to + ": " + e.getMessage());
        }
        letGoOfWhatRestoresLeave();
        return wrong;
    }

    /// Two backups each, which are not of the history that is gone back in.
    private void letGoOfWhatRestoresLeave() throws IOException {
        for (var backup : backups.list()) {
            if (backup.head().seq() > writes) {
                delete(backup);
            }
        }
    }

    private static void delete(Backup backup) throws IOException {
        Files.delete(backup.file());
        Files.delete(Path.of(backup.file().toString().replaceFirst("\\.db$", ".json")));
    }

    /// What a look through the whole journal finds to be harmed.
    public List<String> harm() throws IOException {
        return database.verifyJournal().harm().stream()
                .map(harm -> harm.words())
                .toList();
    }

    @Override
    public void close() {
        database.close();
    }
}
