package dev.kamiyo.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The lines of one journal file, one after the other, without the file in memory. Belongs to one thread.
final class SegmentLines implements AutoCloseable {
    /// Bytes of a line at the most; a longer write is refused.
    static final int LONGEST = 16 << 20;

    private final InputStream in;

    SegmentLines(Path file) throws IOException {
        this(Files.newInputStream(file));
    }

    SegmentLines(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /// The next line without its line feed; empty at the end. What stands behind the last line feed counts as a line:
    /// it is one that was cut off.
    Optional<byte[]> next() throws IOException {
        var line = new ByteArrayOutputStream(1_024);
        for (int b = in.read(); b != -1; b = in.read()) {
            if (b == '\n') {
                return Optional.of(line.toByteArray());
            }
            if (line.size() <= LONGEST + 1_000) {
                line.write(b);
            }
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
