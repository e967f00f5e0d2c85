package dev.kamiyo.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A program of this machine, run to its end.
public final class Program {
    private Program() {}

    /// Whether a program is on the PATH.
    public static boolean isThere(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /// What it prints.
    ///
    /// @throws IOException with what it printed, when it fails
    public static String run(String... words) throws IOException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.onExit().join().exitValue();
        if (code != 0) {
            throw new IOException(String.join(" ", words) + " ended with " + code + ": " + text.strip());
        }
        return text;
    }
}
