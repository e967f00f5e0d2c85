package dev.kamiyo.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// The lines of one journal file, one after the other, without the file in memory. Belongs to one thread.
final class SegmentLines implements AutoCloseable {
    /// Bytes of a line at the most; a longer write is refused.
    static final int LONGEST = 16 << 20;

    private static final Pattern SEQ = Pattern.compile("\\{\"seq\":(\\d{1,18}),");
    private static final int SEQ_BYTES = 32;
    private static final int NEAR = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private int number;
    private int skipped;
    private boolean isBehindEmpty;

    SegmentLines(Path file) throws IOException {
        this(Files.newInputStream(file));
    }

    /// Those behind an offset, which [#before] told.
    SegmentLines(Path file, long offset) throws IOException {
        this(Channels.newInputStream(FileChannel.open(file).position(offset)));
    }

    SegmentLines(InputStream in) {
        this.in = in;
    }

    /// The next line without its line feed; empty at the end. What stands behind the last line feed counts as a line:
    /// it is one that was cut off. Empty lines at the end are none, since a file that is written to has some;
    /// elsewhere those beside one another count as one.
    Optional<byte[]> next() throws IOException {
        if (!isBehindEmpty) {
            int empty = skipEmpty();
            if (empty > 0 && at < end) {
                isBehindEmpty = true;
                number++;
                skipped = empty - 1;
                return Optional.of(new byte[0]);
            }
        }
        isBehindEmpty = false;
        number += 1 + skipped;
        skipped = 0;
        var line = new ByteArrayOutputStream(1_024);
        while (at < end || fill()) {
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, from, Math.min(at - from, LONGEST + 1_000 - line.size()));
            if (at < end) {
                at++;
                return Optional.of(line.toByteArray());
            }
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
    }

    /// The number of the line that came last, from 1; of several empty ones that of the first.
    int number() {
        return number;
    }

    /// @return how many empty lines stood here; behind them is a line, or the end
    private int skipEmpty() throws IOException {
        int empty = 0;
        while (at < end || fill()) {
            if (buffer[at] != '\n') {
                break;
            }
            at++;
            empty++;
        }
        return empty;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    /// Where the line of a write begins, or one a little before it; empty when only a look at the whole file can tell.
    /// The numbers of a file's lines grow, so that few looks are enough.
    static OptionalLong before(Path file, long seq) throws IOException {
        try (var channel = FileChannel.open(file)) {
            long low = 0;
            long high = channel.size();
            while (high - low > NEAR) {
                long middle = low + (high - low) / 2;
                long line = nextLine(channel, middle, high);
                if (line < 0) {
                    high = middle;
                    continue;
                }
                var found = seqAt(channel, line);
                if (found.isEmpty()) {
                    return OptionalLong.empty();
                }
                if (found.getAsLong() <= seq) {
                    low = line;
                } else {
                    high = middle;
                }
            }
            return low == 0 ? OptionalLong.empty() : OptionalLong.of(low);
        }
    }

    /// Where the first line behind an offset begins; -1 when none does before a limit.
    private static long nextLine(FileChannel channel, long offset, long limit) throws IOException {
        var bytes = ByteBuffer.allocate(NEAR);
        boolean hasEnded = false;
        for (long from = offset; from < limit; from += bytes.position()) {
            bytes.clear();
            if (channel.read(bytes, from) <= 0) {
                return -1;
            }
            for (int i = 0; i < bytes.position(); i++) {
                if (bytes.get(i) == '\n') {
                    hasEnded = true;
                } else if (hasEnded) {
                    return from + i < limit ? from + i : -1;
                }
            }
        }
        return -1;
    }

    private static OptionalLong seqAt(FileChannel channel, long offset) throws IOException {
        var bytes = ByteBuffer.allocate(SEQ_BYTES);
        channel.read(bytes, offset);
        var text = SEQ.matcher(new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1));
        return text.lookingAt() ? OptionalLong.of(Long.parseLong(text.group(1))) : OptionalLong.empty();
    }

    /// How many lines begin before an offset.
    static int count(Path file, long offset) throws IOException {
        int lines = 0;
        try (var in = Files.newInputStream(file)) {
            var bytes = new byte[1 << 16];
            long left = offset;
            for (int read = in.read(bytes); read > 0 && left > 0; read = in.read(bytes)) {
                for (int i = 0; i < read && left > 0; i++, left--) {
                    lines += bytes[i] == '\n' ? 1 : 0;
                }
            }
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
