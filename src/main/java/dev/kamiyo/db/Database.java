package dev.kamiyo.db;

import dev.kamiyo.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The file `kamiyo.db`: one writer, several readers. Safe for use by many threads.
///
/// A file that is there but cannot be opened does not keep the service from starting: every read and write then throws
/// the fault, and [#check()] tries again. The caller holds the folder's lock for as long as this is open.
public final class Database implements AutoCloseable {
    private static final int READERS = Math.clamp(Runtime.getRuntime().availableProcessors() * 2L, 4, 16);

    /// What can be done with the file.
    private sealed interface State {
        /// It is open.
        ///
        /// @param identity device and inode; null where the system tells none
        record Open(@Nullable Object identity, Writer writer, Readers readers) implements State {}

        /// It could not be opened.
        record Shut(DbFault fault) implements State {}
    }

    /// What changes while somebody copies another file over this one. It is opened again only when two looks agree.
    private record Stillness(long size, FileTime modified) {
        static Stillness of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stillness(attributes.size(), attributes.lastModifiedTime());
        }
    }

    private final Path file;
    private final Clock clock;
    private volatile State state;
    private @Nullable Stillness seen;
    private boolean closed;

    private Database(Path file, Clock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.state = firstOpen();
    }

    /// Opens the file, makes it if it is missing, and brings its schema to this program's version.
    ///
    /// @param file `kamiyo.db` in an existing folder
    /// @param clock tells the time of writes
    /// @throws SchemaTooNewException when a newer program wrote it; it is left as it was
    public static Database open(Path file, Clock clock) throws IOException {
        return new Database(file, clock);
    }

    /// A missing file is made, if no -wal tells of one that was lost. Nothing else is ever initialised.
    private State firstOpen() throws IOException {
        if (Files.notExists(file) && Files.notExists(Path.of(file + "-wal"))) {
            try {
                create();
            } catch (SQLException e) {
                return new State.Shut(DbFault.of(e));
            }
        }
        return tryOpen();
    }

    /// Makes the file under another name first, so that it is never there without its schema.
    private void create() throws SQLException, IOException {
        var draft = DurableFiles.draft(file);
        for (var left : List.of(draft, Path.of(draft + "-wal"), Path.of(draft + "-shm"))) {
            Files.deleteIfExists(left);
        }
        try (var connection = Connections.create(draft)) {
            Migrations.create(connection);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        DurableFiles.publish(draft, file);
    }

    private State tryOpen() throws IOException {
        try {
            if (Files.exists(file) && Files.size(file) == 0) {
                return new State.Shut(new DbFault.NotADatabase(26));
            }
            var connection = Connections.writer(file);
            try {
                if (!Migrations.apply(connection)) {
                    connection.close();
                    return new State.Shut(new DbFault.NotADatabase(26));
                }
                var identity =
                        Files.readAttributes(file, BasicFileAttributes.class).fileKey();
                var readers = new Readers(file, READERS);
                return new State.Open(identity, new Writer(file, connection, clock), readers);
            } catch (SQLException | RuntimeException | IOException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            return new State.Shut(DbFault.of(e));
        }
    }

    private State.Open opened() {
        return switch (state) {
            case State.Open open -> open;
            case State.Shut shut -> throw new DbFaultException(shut.fault, null);
        };
    }

    /// The file.
    public Path file() {
        return file;
    }

    /// Runs a query on one snapshot and waits for its answer. Never waits for a writer.
    ///
    /// @throws DbFaultException when SQLite refuses
    public <T> T read(Function<Reader, T> query) {
        return opened().readers.read(query);
    }

    /// The last acknowledged write, without asking SQLite; an answer that was read at it or after it is not stale.
    /// 0 while the file cannot be used.
    public long seq() {
        return switch (state) {
            case State.Open open -> open.writer.seq();
            case State.Shut _ -> 0;
        };
    }

    /// Runs a command and waits until it is safely on disk.
    ///
    /// @throws DbFaultException when the write was refused, or its fate is unknown
    public <T> T write(Command<T> command) {
        return Answers.await(submit(command));
    }

    /// Puts a command in line; the answer completes once it is safely on disk.
    public <T> CompletableFuture<T> submit(Command<T> command) {
        return switch (state) {
            case State.Open open -> open.writer.submit(command);
            case State.Shut shut -> CompletableFuture.failedFuture(new DbFaultException(shut.fault, null));
        };
    }

    /// Waits for a submitted command and answers, or throws, as [#write] does.
    public static <T> T await(CompletableFuture<T> answer) {
        return Answers.await(answer);
    }

    /// Asks the file itself, not the handles that are open: a deleted or replaced file goes unnoticed by those.
    ///
    /// @return why the file cannot be used; empty when it can be read and written
    public Optional<DbFault> check() {
        return switch (state) {
            case State.Open open -> check(open);
            case State.Shut _ -> openAgain();
        };
    }

    private synchronized Optional<DbFault> openAgain() {
        if (closed || state instanceof State.Open) {
            return Optional.empty();
        }
        try {
            var found = Stillness.of(file);
            boolean still = found.equals(seen);
            seen = found;
            if (still) {
                state = tryOpen();
            }
        } catch (IOException _) {
            return Optional.of(new DbFault.CannotOpen(14));
        } catch (SchemaTooNewException e) {
            return Optional.of(new DbFault.Other(0, String.valueOf(e.getMessage())));
        }
        return state instanceof State.Shut shut ? Optional.of(shut.fault) : Optional.empty();
    }

    private Optional<DbFault> check(State.Open open) {
        try {
            var now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            if (!Objects.equals(open.identity, now)) {
                return Optional.of(new DbFault.CannotOpen(14));
            }
        } catch (IOException _) {
            return Optional.of(new DbFault.CannotOpen(14));
        }
        try (var connection = Connections.reader(file);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT value FROM meta WHERE name = 'seq'")) {
            row.next();
            write(Tx::seq);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(DbFault.of(e));
        } catch (DbFaultException e) {
            return Optional.of(e.fault());
        }
    }

    /// Writes a copy of everything that is acknowledged now into a new file. No write waits for it.
    ///
    /// @param target a file that does not exist
    /// @throws DbFaultException when SQLite refuses; the target may then hold a part
    public void copyTo(Path target) {
        opened();
        try (var connection = Connections.writer(file);
                var statement = connection.prepareStatement("VACUUM INTO ?")) {
            statement.setString(1, target.toString());
            statement.execute();
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    /// Moves what is in the -wal into the file, so that the file alone holds everything. A reader that is busy just
    /// then leaves the rest for the next time; nothing is lost.
    ///
    /// @throws DbFaultException when nothing can be written at all
    public void settle() {
        opened().writer.settle();
    }

    /// Finishes waiting writes, checkpoints and closes; readers first.
    @Override
    public synchronized void close() {
        closed = true;
        switch (state) {
            case State.Shut _ -> {}
            case State.Open open -> {
                try {
                    open.readers.close();
                    open.writer.close();
                } catch (SQLException e) {
                    throw DbFaultException.of(e);
                }
            }
        }
    }
}
