package dev.kamiyo.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The file `kamiyo.db`: one writer, several readers. Safe for use by many threads.
///
/// The caller holds the folder's lock for as long as this is open.
public final class Database implements AutoCloseable {
    private static final int READERS = Math.clamp(Runtime.getRuntime().availableProcessors() * 2L, 4, 16);

    private final Path file;
    private final @Nullable Object identity;
    private final Writer writer;
    private final Readers readers;

    private Database(Path file, Writer writer, Readers readers) throws IOException {
        this.file = file;
        this.identity = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        this.writer = writer;
        this.readers = readers;
    }

    /// Opens the file, makes it if it is missing, and brings its schema to this program's version.
    ///
    /// @param file `kamiyo.db` in an existing folder
    /// @param clock tells the time of writes
    /// @throws DbFaultException when SQLite cannot open it; nothing was changed
    /// @throws SchemaTooNewException when a newer program wrote it
    public static Database open(Path file, Clock clock) throws IOException {
        try {
            boolean fresh = !Files.exists(file);
            var connection = fresh ? Connections.create(file) : Connections.writer(file);
            try {
                if (fresh) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
                }
                Migrations.apply(connection);
                return start(file, connection, clock);
            } catch (SQLException | RuntimeException | IOException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }

    private static Database start(Path file, Connection connection, Clock clock) throws SQLException, IOException {
        var readers = new Readers(file, READERS);
        return new Database(file, new Writer(file, connection, clock), readers);
    }

    /// The file.
    public Path file() {
        return file;
    }

    /// Runs a query on one snapshot and waits for its answer. Never waits for a writer.
    ///
    /// @throws DbFaultException when SQLite refuses
    public <T> T read(Function<Reader, T> query) {
        return readers.read(query);
    }

    /// Runs a command and waits until it is safely on disk.
    ///
    /// @throws DbFaultException when the write was refused, or its fate is unknown
    public <T> T write(Command<T> command) {
        return Answers.await(submit(command));
    }

    /// Puts a command in line; the answer completes once it is safely on disk.
    public <T> CompletableFuture<T> submit(Command<T> command) {
        return writer.submit(command);
    }

    /// Waits for a submitted command and answers, or throws, as [#write] does.
    public static <T> T await(CompletableFuture<T> answer) {
        return Answers.await(answer);
    }

    /// Asks the file itself, not the handles that are open: a deleted or replaced file goes unnoticed by those.
    ///
    /// @return why the file cannot be used; empty when it can be read and written
    public Optional<DbFault> check() {
        try {
            var now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            if (!Objects.equals(identity, now)) {
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

    /// Moves what is in the -wal into the file, so that the file alone holds everything. A reader that is busy just
    /// then
    /// leaves the rest for the next time; nothing is lost.
    ///
    /// @throws DbFaultException when nothing can be written at all
    public void settle() {
        writer.settle();
    }

    /// Finishes waiting writes, checkpoints and closes; readers first.
    @Override
    public void close() {
        try {
            readers.close();
            writer.close();
        } catch (SQLException e) {
            throw DbFaultException.of(e);
        }
    }
}
