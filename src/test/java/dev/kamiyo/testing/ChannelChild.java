package dev.kamiyo.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A main class for [ChildProcess] that does with a [FileChannel] what each line says (`CALL FILE`) and answers each
/// with a line: what the call returned, or the error's text.
final class ChannelChild {
    private static final int SIZE = 1000;
    private static final Map<String, FileChannel> OPEN = new HashMap<>();

    private ChannelChild() {}

    public static void main(String[] args) throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                var words = line.split(" ", 2);
                System.out.println(answer(words[0], words[1]));
            }
        }
    }

    private static String answer(String call, String file) {
        try {
            return call + " " + run(call, file);
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).replaceFirst(".*: ", "");
        }
    }

    private static long run(String call, String file) throws IOException {
        return switch (call) {
            case "open" -> {
                OPEN.put(
                        file,
                        FileChannel.open(
                                Path.of(file),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE));
                yield 0;
            }
            case "write" -> channel(file).write(ByteBuffer.allocate(SIZE));
            case "write-at" -> channel(file).write(ByteBuffer.allocate(SIZE), 0);
            case "write-parts" ->
                channel(file).write(new ByteBuffer[] {ByteBuffer.allocate(SIZE), ByteBuffer.allocate(SIZE)});
            case "read-at" -> channel(file).read(ByteBuffer.allocate(SIZE), 0);
            case "force" -> {
                channel(file).force(true);
                yield 0;
            }
            case "force-data" -> {
                channel(file).force(false);
                yield 0;
            }
            case "truncate" -> {
                channel(file).write(ByteBuffer.allocate(1), SIZE);
                yield channel(file).truncate(10).size();
            }
            case "copy" -> channel(file).transferTo(0, SIZE, channel(file + ".copy"));
            default -> throw new IllegalArgumentException(call);
        };
    }

    private static FileChannel channel(String file) throws IOException {
        var channel = OPEN.get(file);
        if (channel == null) {
            throw new IOException("not open");
        }
        return channel;
    }
}
