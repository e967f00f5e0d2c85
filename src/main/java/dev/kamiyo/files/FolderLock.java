package dev.kamiyo.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The right to be the one process that writes to a folder.
///
/// The lock is held on `kamiyo.lock` and ends with the process, also after kill -9. The holder's pid stands in a file
/// of its own, `kamiyo.pid`: opening and closing the locked file a second time would drop the lock (POSIX). Safe for
/// use by many threads.
public final class FolderLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("store");
    private static final String LOCK = "kamiyo.lock";
    private static final String PID = "kamiyo.pid";

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private FileChannel channel;
    private FileLock lock;
    private @Nullable String identity;
    private boolean closed;

    private FolderLock(Path folder, FileChannel channel, FileLock lock) throws IOException {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
        this.identity = FileRecord.identity(folder.resolve(LOCK));
    }

    /// Takes the lock, or answers empty when another process holds it.
    ///
    /// @param folder an existing folder
    /// @throws IOException when the lock file cannot be created or opened
    public static Optional<FolderLock> tryAcquire(Path folder) throws IOException {
        var real = folder.toRealPath();
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        var taken = Optional.<FolderLock>empty();
        try {
            taken = lock(real);
        } finally {
            if (taken.isEmpty()) {
                HELD.remove(real);
            }
        }
        return taken;
    }

    private static Optional<FolderLock> lock(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            tell(folder);
            return Optional.of(new FolderLock(folder, channel, lock));
        } catch (OverlappingFileLockException _) {
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// Writes who holds the lock. It holds as well without that, as on a disk that is full.
    private static void tell(Path folder) {
        try {
            writePid(folder);
        } catch (IOException e) {
            log.warn(
                    "{} cannot be written, so that nobody sees who works in the folder: {}",
                    folder.resolve(PID),
                    e.toString());
        }
    }

    private static void writePid(Path folder) throws IOException {
        Files.writeString(folder.resolve(PID), own() + "\n");
    }

    private static String own() {
        return String.valueOf(ProcessHandle.current().pid());
    }

    /// The pid that the holder of a folder's lock wrote, as text; empty when there is none.
    public static Optional<String> holder(Path folder) {
        try {
            return Optional.of(Files.readString(folder.resolve(PID)).strip());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("unknown (" + e.getMessage() + ")");
        }
    }

    /// Makes the files anew that somebody deleted or wrote over: the lock holds on the deleted one, where nobody else
    /// sees it.
    ///
    /// @throws IOException when they cannot be made; it may be tried again
    public synchronized void renew() throws IOException {
        if (closed) {
            return;
        }
        var file = folder.resolve(LOCK);
        if (!Objects.equals(FileRecord.identity(file), identity)) {
            var anew = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock taken = null;
            try {
                taken = anew.tryLock();
            } catch (OverlappingFileLockException _) {
                // the name leads to a file that this process has locked already
            } finally {
                if (taken == null) {
                    anew.close();
                }
            }
            if (taken == null) {
                return; // whoever has it will find another lock held
            }
            channel.close();
            channel = anew;
            lock = taken;
            identity = FileRecord.identity(file);
        }
        if (!holder(folder).equals(Optional.of(own()))) { // deleted, or of one that died while it was being refused
            writePid(folder);
        }
    }

    /// Gives the folder back.
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        Files.deleteIfExists(folder.resolve(PID));
        lock.release();
        channel.close();
        HELD.remove(folder);
    }
}
