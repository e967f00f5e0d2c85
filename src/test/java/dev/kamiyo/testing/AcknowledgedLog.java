package dev.kamiyo.testing;

import dev.kamiyo.testing.SoakLine.Acknowledged;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Every write of a soak that was acknowledged, in a file that the parent writes and its children read.
///
/// @param file a line for each; it stands on a disk that is not harmed
record AcknowledgedLog(Path file) {
    /// Adds what a child said before it died.
    void add(List<Acknowledged> more) throws IOException {
        Files.write(
                file, more.stream().map(SoakLine::text).toList(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// Where the next line will stand.
    long end() throws IOException {
        return Files.size(file);
    }

    /// Reads the lines from a place on.
    void forEach(long from, Consumer<Acknowledged> consumer) throws IOException {
        try (var channel = FileChannel.open(file).position(from);
                var lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
            lines.lines().map(AcknowledgedLog::parse).forEach(consumer);
        }
    }

    /// Any of the lines; empty when there are too few.
    Optional<Acknowledged> any(RandomGenerator random) throws IOException {
        try (var lines = new RandomAccessFile(file.toFile(), "r")) {
            if (lines.length() == 0) {
                return Optional.empty();
            }
            lines.seek(random.nextLong(lines.length()));
            lines.readLine(); // the rest of the one before
            return Optional.ofNullable(lines.readLine()).map(AcknowledgedLog::parse);
        }
    }

    private static Acknowledged parse(String line) {
        return SoakLine.parse(line) instanceof Acknowledged acknowledged ? acknowledged : notOne(line);
    }

    private static Acknowledged notOne(String line) {
        throw new IllegalStateException("the log of acknowledged writes holds: " + line);
    }
}
