package dev.kamiyo.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Runs text as bash does, in a folder.
///
/// @param folder where
/// @param environment what is set besides this process's own
record Bash(Path folder, Map<String, String> environment) {
    /// What a run printed, both streams, and its exit code.
    record Ran(int exit, String output) {}

    /// @param patience after which it is ended with all that it started, as exit code 124
    Ran run(String text, Duration patience) throws IOException, InterruptedException {
        var printed = Files.createTempFile("kamiyo-container-", ".out");
        try {
            var builder = new ProcessBuilder(
                            "timeout", "--kill-after=5", String.valueOf(patience.toSeconds()), "bash", "-c", text)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            return new Ran(process.waitFor(), Files.readString(printed));
        } finally {
            Files.delete(printed);
        }
    }
}
