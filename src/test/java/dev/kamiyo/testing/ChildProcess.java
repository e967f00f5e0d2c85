package dev.kamiyo.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Another JVM, light and soon there, with the class path of this one and native access.
///
/// What it prints goes into a file, not a pipe: all that it had printed before it was killed is there, and it never
/// waits for its reader. Only whole lines count. Used by one thread.
public final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final Writer input;
    private final Path home;
    private final InputStream output;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private final Queue<String> lines = new ArrayDeque<>();

    private ChildProcess(Process process, Path home) throws IOException {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        this.home = home;
        this.output = Files.newInputStream(printed(home));
    }

    private static Path printed(Path home) {
        return home.resolve("out");
    }

    private static Path errors(Path home) {
        return home.resolve("err");
    }

    /// Starts one.
    ///
    /// @param folder an existing folder for what it prints and unpacks
    /// @param setting what else is due, for example [FaultLibrary#preloadInto]
    public static ChildProcess start(Path folder, Class<?> main, List<String> words, Consumer<ProcessBuilder> setting)
            throws IOException {
        var home = Files.createTempDirectory(folder, "child-");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dkamiyo.log.target=System.err",
                "-Dorg.sqlite.tmpdir=" + home, // a killed JVM leaves the driver's library behind
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(words);
        var builder = new ProcessBuilder(command)
                .redirectOutput(printed(home).toFile())
                .redirectError(errors(home).toFile());
        setting.accept(builder);
        return new ChildProcess(builder.start(), home);
    }

    /// Its number.
    public long pid() {
        return process.pid();
    }

    /// Gives it a line to read.
    public void say(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /// The next line of it, if it has printed one.
    public Optional<String> poll() throws IOException {
        if (lines.isEmpty()) {
            for (byte one : output.readAllBytes()) {
                if (one == '\n') {
                    lines.add(begun.toString(StandardCharsets.UTF_8));
                    begun.reset();
                } else {
                    begun.write(one);
                }
            }
        }
        return Optional.ofNullable(lines.poll());
    }

    /// The next line of it, waited for.
    ///
    /// @throws AssertionError when there is none within 20 seconds
    public String next() throws Exception {
        var line = new ArrayList<String>();
        Waiting.until(() -> {
            boolean ended = !process.isAlive();
            poll().ifPresent(line::add);
            if (ended && line.isEmpty()) {
                throw new AssertionError("the child has ended with " + process.exitValue() + ": " + errors());
            }
            return !line.isEmpty();
        });
        return line.getFirst();
    }

    /// Gives it a line and waits for its answer.
    public String ask(String line) throws Exception {
        say(line);
        return next();
    }

    /// Waits for its end at most so long; whether it has ended.
    public boolean ends(Duration within) throws InterruptedException {
        return process.waitFor(within.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Its exit code, once it has ended; 137 after a kill.
    public int exitCode() {
        return process.exitValue();
    }

    /// Ends it by SIGKILL and waits for that. What it printed can still be read.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// What it printed as errors.
    public String errors() throws IOException {
        return Files.readString(errors(home));
    }

    /// Kills it, if it still lives, and deletes what it printed and unpacked.
    @Override
    public void close() throws IOException {
        kill();
        output.close();
        try (Stream<Path> files = Files.list(home)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(home);
    }
}
