package dev.kamiyo.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What the disk allows: a group has as many bytes as a group of writes, appended to a journal and to the -wal of
/// each copy. The journal and the primary's -wal are synced once, and nothing else is done.
///
/// The standby's -wal is written over from its beginning when it is as long as one gets: it is not synced, and what
/// would pile up is written by the system in one go after half a minute, for which everybody waits a second.
final class PlainFiles implements AutoCloseable {
    private static final int LINE = 600;
    private static final ByteBuffer FRAMES = ByteBuffer.allocateDirect(8 * 4_120);

    private static final long GROUPS_OF_A_WAL = 94;

    private final int writers;
    private final ByteBuffer lines;
    private final FileChannel journal;
    private final FileChannel primary;
    private final FileChannel standby;
    private long groups;
    private final BlockingQueue<CompletableFuture<Boolean>> waiting = new LinkedBlockingQueue<>();

    PlainFiles(Path folder, int writers) throws IOException {
        Files.createDirectories(folder);
        this.writers = writers;
        this.lines = ByteBuffer.allocateDirect(writers * LINE);
        this.journal = open(folder.resolve("journal"), StandardOpenOption.APPEND);
        this.primary = open(folder.resolve("primary"), StandardOpenOption.APPEND);
        this.standby = open(folder.resolve("standby"), StandardOpenOption.WRITE);
    }

    private static FileChannel open(Path file, OpenOption how) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, how);
    }

    private void append(int writes) throws IOException {
        journal.write(lines.duplicate().limit(writes * LINE));
        journal.force(false);
        primary.write(FRAMES.duplicate());
        primary.force(false);
        standby.write(FRAMES.duplicate(), groups++ % GROUPS_OF_A_WAL * FRAMES.capacity());
    }

    /// Groups in a loop, each of as many writes as there would be writers.
    ///
    /// @return writes until then
    long loop(long endNanos) throws IOException {
        long written = 0;
        for (; System.nanoTime() < endNanos; written += writers) {
            append(writers);
        }
        return written;
    }

    /// Puts a write in line and waits until it is in the files.
    void write() {
        var done = new CompletableFuture<Boolean>();
        waiting.add(done);
        done.join();
    }

    /// Appends what is put in line, and tells those who wait for it. A group begins when all writers are there, or none
    /// has come for a millisecond.
    ///
    /// @param isOver whether no more writes come
    void serve(BooleanSupplier isOver) {
        var group = new ArrayList<CompletableFuture<Boolean>>();
        while (!isOver.getAsBoolean()) {
            try {
                for (var one = next(); one != null; one = group.size() < writers ? next() : null) {
                    group.add(one);
                }
                if (!group.isEmpty()) {
                    append(group.size());
                }
                group.forEach(write -> write.complete(true));
            } catch (IOException | InterruptedException e) {
                group.forEach(write -> write.completeExceptionally(e));
            }
            group.clear();
        }
    }

    private @Nullable CompletableFuture<Boolean> next() throws InterruptedException {
        return waiting.poll(1, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        try (journal;
                primary;
                standby) {
            journal.truncate(0);
            primary.truncate(0);
            standby.truncate(0);
        }
    }
}
