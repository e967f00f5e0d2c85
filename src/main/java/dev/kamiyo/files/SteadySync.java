package dev.kamiyo.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Syncs a large new file bit by bit while somebody else writes it.
///
/// Without it the file's pages pile up in memory, and on ext4 the next sync of any other file has to wait until all
/// of them are on the disk. Makes the file, empty, if it is not there. Belongs to one owner.
public final class SteadySync implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("store");
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final Path file;
    private final FileChannel channel;
    private final Thread thread;
    private volatile boolean ended;

    /// Begins.
    ///
    /// @throws IOException when the file cannot be made or opened
    public SteadySync(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        this.thread = Thread.ofPlatform().daemon().name("sync").start(this::work);
    }

    private void work() {
        try {
            while (!ended) {
                channel.force(false);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (IOException e) {
            log.debug("{} is synced when it is finished: {}", file, e.getMessage());
        }
    }

    /// Ends; the file is not yet synced to its last byte.
    @Override
    public void close() throws IOException {
        ended = true;
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        channel.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
