package dev.kamiyo.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The system's `sqlite3` command, as an operator uses it.
public final class Sqlite3 implements AutoCloseable {
    private final Process process;

    private Sqlite3(Process process) {
        this.process = process;
    }

    /// Whether the command is installed.
    public static boolean isThere() {
        try {
            return new ProcessBuilder("sqlite3", "-version").start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// What a statement prints.
    public static String run(Path file, String sql) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sqlite3", "-cmd", ".timeout 5000", file.toString(), sql)
                .redirectErrorStream(true)
                .start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out.strip();
    }

    /// A process that has run a statement and keeps its connection open until it is closed.
    public static Sqlite3 holding(Path file, String sql) throws IOException {
        var process = new ProcessBuilder("sqlite3", "-bail", file.toString())
                .redirectErrorStream(true)
                .start();
        var in = process.outputWriter(StandardCharsets.UTF_8);
        in.write(".timeout 5000\n" + sql + "\nSELECT 'held';\n");
        in.flush();
        var answer = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (!"held".equals(answer)) {
            process.destroyForcibly();
            throw new IOException("sqlite3 answered: " + answer);
        }
        return new Sqlite3(process);
    }

    /// Ends the process, which gives back what it held.
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
