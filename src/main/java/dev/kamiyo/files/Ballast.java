package dev.kamiyo.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/// A file that holds nothing but room, to be given up when a disk is nearly full. Used by one thread.
///
/// Its bytes are really there: a sparse file, or one that a file system can compress, would free nothing.
public final class Ballast {
    /// Bytes of it.
    public static final int SIZE = 8 << 20;

    private static final int CHUNK = 1 << 16;

    private final Path file;

    /// Neither makes it nor gives it up.
    public Ballast(Path file) {
        this.file = file;
    }

    /// Whether it is there.
    public boolean isThere() {
        return Files.exists(file);
    }

    /// Makes it, unless it is there as a whole.
    ///
    /// @throws IOException when there is no room for it; it takes none then
    public void make() throws IOException {
        if (isThere()) {
            return;
        }
        var draft = DurableFiles.draft(file);
        try {
            fill(draft);
            DurableFiles.publish(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void fill(Path draft) throws IOException {
        var random = new Random(SIZE);
        var chunk = new byte[CHUNK];
        try (var channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (int written = 0; written < SIZE; written += CHUNK) {
                random.nextBytes(chunk);
                for (var left = ByteBuffer.wrap(chunk); left.hasRemaining(); ) {
                    channel.write(left);
                }
            }
        }
    }

    /// Deletes it, and what a death in the middle of making it left.
    ///
    /// @return whether it was there
    /// @throws IOException when it cannot be deleted
    public boolean giveUp() throws IOException {
        Files.deleteIfExists(DurableFiles.draft(file));
        return Files.deleteIfExists(file);
    }
}
