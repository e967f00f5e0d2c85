package dev.kamiyo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// What the figures were measured on.
final class Machine {
    private Machine() {}

    /// In one line: processor, cores, memory, system, Java, and how busy it was at first.
    static String text() throws IOException {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, %s memory, Linux %s, Java %s; load average %s at the begin",
                first("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                first("/proc/meminfo", "MemTotal").orElse("unknown"),
                System.getProperty("os.version"),
                Runtime.version(),
                load());
    }

    private static Optional<String> first(String file, String name) throws IOException {
        var path = Path.of(file);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        return Files.readAllLines(path).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    private static String load() throws IOException {
        var path = Path.of("/proc/loadavg");
        return Files.exists(path) ? Files.readString(path).replaceFirst(" .*\\R?", "") : "unknown";
    }
}
