package dev.kamiyo.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Other processes, which faults come from.
final class Shell {
    private Shell() {}

    /// Runs a command to its end.
    ///
    /// @return what it printed
    /// @throws IOException when it ends with another code than 0
    static String run(String command) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("'" + command + "' ended with " + code + ": " + text.strip());
        }
        return text;
    }

    /// Whether a command ends with 0.
    static boolean succeeds(String command) throws InterruptedException {
        try {
            run(command);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Why a command cannot be used here; empty when it can.
    static Optional<String> lacks(String name) throws InterruptedException {
        return succeeds("command -v " + name) ? Optional.empty() : Optional.of(name + " is not installed");
    }
}
