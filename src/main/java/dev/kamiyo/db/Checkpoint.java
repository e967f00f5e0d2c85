package dev.kamiyo.db;

import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.files.FileRecord;
import dev.kamiyo.files.NamedFile;
import dev.kamiyo.journal.Line;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When the -wal is moved into the file: by the service alone, between groups, about every 750 pages, and only into a
/// file that is still the one that the last checkpoint left.
///
/// A short -wal keeps reads quick and is little to lose when somebody deletes it. What the file looked like after the
/// last checkpoint stands in a small file beside it, so that the next start knows whether anybody touched it.
final class Checkpoint {
    /// Below the 1,000 at which an operator's sqlite3 that commits moves them itself, so that the file looks touched.
    private static final int PAGES = 750;

    private static final long WAL_LIMIT_BYTES = PAGES * (4096L + 24);

    /// Rows, and pages of groups, that cannot fill the -wal unless they are large, so that it need not be looked into
    /// after each group.
    private static final int UNTIL_LOOK = 100;

    /// Pages that a group takes besides those of its rows.
    private static final int OF_A_GROUP = 5;

    private static final Logger log = LoggerFactory.getLogger("store");
    private static final String CLEAN = " clean";

    private final Path file;
    private final NamedFile wal;
    private final Connection connection;
    private final Connection onlooker;
    private volatile Optional<FileRecord> main;
    private final Optional<NamedFile.Now> openedWal;
    private final AtomicLong sinceLook = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();
    private volatile boolean moving;

    /// Takes the file as it is now for ours.
    ///
    /// @param connection the one that writes
    /// @param onlooker one that only reads, and nothing is under way on
    Checkpoint(Path file, Connection connection, Connection onlooker) throws IOException {
        this.file = file;
        this.wal = new NamedFile(wal(file));
        this.connection = connection;
        this.onlooker = onlooker;
        this.main = FileRecord.of(file);
        this.openedWal = wal.look();
        remember("");
    }

    static Path wal(Path file) {
        return Path.of(file + "-wal");
    }

    /// The file that outlives the process and says how the last checkpoint left the main file.
    static Path record(Path file) {
        return Path.of(file + ".record");
    }

    /// What the last process left said of a file.
    enum Left {
        /// It ended in order, and nobody has touched the file since.
        CLEAN,
        /// It did not end in order; the file is as its last checkpoint left it.
        OURS,
        /// Somebody touched the file, or nothing is known of it.
        TOUCHED
    }

    static Left left(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(record(file));
        } catch (IOException _) {
            return Left.TOUCHED; // missing, or not to be read: nothing is known
        }
        var now = FileRecord.of(file).map(FileRecord::text).orElse("none");
        if (text.equals(now + CLEAN)) {
            return Files.notExists(wal(file)) ? Left.CLEAN : Left.OURS;
        }
        return text.equals(now) ? Left.OURS : Left.TOUCHED;
    }

    /// Whether the file and its -wal are still those that this connection has open, untouched by anybody else.
    boolean ours() throws IOException {
        return main.isPresent() && FileRecord.of(file).equals(main) && isSameWal();
    }

    /// Whether the files under the names are those that are open, whatever became of their content. A -wal that was
    /// deleted does not come back while the handles are open: what they write is seen by nobody else.
    boolean isSameFile() throws IOException {
        var now = FileRecord.of(file).map(FileRecord::identity);
        return now.isPresent() && now.equals(main.map(FileRecord::identity)) && isSameWal();
    }

    /// When the file and its -wal were last written to, by anybody.
    List<FileTime> written() throws IOException {
        var found = new ArrayList<FileTime>();
        FileRecord.of(file).map(FileRecord::modified).ifPresent(found::add);
        FileRecord.of(wal(file)).map(FileRecord::modified).ifPresent(found::add);
        return found;
    }

    private boolean isSameWal() throws IOException {
        var now = wal.look();
        return now.isPresent() ? openedWal.filter(now.get()::isSameFile).isPresent() : openedWal.isEmpty();
    }

    /// What somebody else has done to the file since it was left. One that is gone from under its name still lives in
    /// the handles; one that was written over may already have been read wrongly. While a checkpoint is under way
    /// nobody can tell, and the answer is empty.
    Optional<DbFault> touched() throws IOException {
        long before = moved.get();
        if (moving || ours() || moving || moved.get() != before) {
            return Optional.empty(); // a checkpoint came between the two looks that were compared
        }
        return Optional.of(isSameFile() ? new DbFault.Replaced() : new DbFault.CannotOpen(14));
    }

    /// A group is brought in that will be in the -wal.
    void wrote(List<Line> lines) {
        sinceLook.addAndGet(
                OF_A_GROUP + lines.stream().mapToLong(Checkpoint::rows).sum());
    }

    private static long rows(Line line) {
        return switch (line.body()) {
            case Line.Body.Rows put -> put.rows().size();
            case Line.Body.Schema _, Line.Body.Restore _ -> UNTIL_LOOK;
        };
    }

    /// Whether the -wal may be long enough to be moved. Once it was, it stays that long: SQLite writes it anew from
    /// its beginning, so that only [#run] can tell.
    boolean isDue() {
        if (sinceLook.get() < UNTIL_LOOK) {
            return false;
        }
        try {
            return wal.look().filter(now -> now.size() >= WAL_LIMIT_BYTES).isPresent();
        } catch (IOException e) {
            log.debug("{} cannot be looked at: {}; it is not moved now", wal(file), e.getMessage());
            return false;
        }
    }

    /// Moves what no reader needs any more, if it is enough and the file is ours.
    ///
    /// @param all whether to empty the -wal, too
    /// @return false when the file is not the one that was left, and nothing was moved
    boolean run(boolean all) throws SQLException, IOException {
        if (!ours()) {
            return false;
        }
        sinceLook.set(0);
        if (!all && waiting() < PAGES) {
            return true;
        }
        long before = Files.size(file);
        moving = true;
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(" + (all ? "TRUNCATE" : "PASSIVE") + ")");
            if (!isSameFile() || Files.size(file) < before || !isStillReadable()) {
                return false;
            }
            accept();
        } finally {
            moving = false;
        }
        return true;
    }

    /// Whether the file begins as it should: a connection that begins to read looks at that anew. While a
    /// checkpoint writes to it `stat` cannot tell whether somebody else has, too. Damage to a page in the middle
    /// is left to the scheduled look through all pages.
    private boolean isStillReadable() {
        try {
            return schemaVersion(onlooker) == schemaVersion(connection); // without reading the schema, which takes 2 ms
        } catch (SQLException e) {
            return DbFault.of(e).keepsContent();
        }
    }

    private static long schemaVersion(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA schema_version")) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    /// How many pages of the -wal are not in the file yet.
    private int waiting() throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
            return row.next() ? row.getInt(2) - row.getInt(3) : 0;
        }
    }

    /// The service itself writes to the file from now on, or no more.
    void moves(boolean now) {
        moving = now;
    }

    /// Takes the file as it is now for ours: it was verified, or we wrote it.
    void accept() throws IOException {
        moved.incrementAndGet();
        main = FileRecord.of(file);
        moved.incrementAndGet();
        remember("");
    }

    /// Notes, after the file is closed, that all is in it.
    static void closedInOrder(Path file) throws IOException {
        remember(file, FileRecord.of(file), CLEAN);
    }

    private void remember(String mark) {
        try {
            remember(file, main, mark);
        } catch (IOException e) {
            log.debug("{} is not up to date: {}; the next start looks closer", record(file), e.getMessage());
        }
    }

    private static void remember(Path file, Optional<FileRecord> found, String mark) throws IOException {
        var bytes = (found.map(FileRecord::text).orElse("none") + mark).getBytes(StandardCharsets.UTF_8);
        try {
            overwrite(record(file), bytes);
        } catch (IOException _) { // not there yet, or not to be written to
            var draft = DurableFiles.draft(record(file));
            Files.write(draft, bytes);
            Files.move(draft, record(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// A third of what it takes to give a new file the name. What a crash leaves half written is nothing known.
    private static void overwrite(Path record, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(record, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            channel.write(ByteBuffer.wrap(bytes), 0);
            if (channel.size() > bytes.length) {
                channel.truncate(bytes.length);
            }
        }
    }
}
