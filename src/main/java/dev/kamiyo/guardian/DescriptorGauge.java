package dev.kamiyo.guardian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How many of the files that the process may open are open, as /proc tells. Silent on a system without it.
final class DescriptorGauge implements Gauge {
    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files +(\\d+) ");
    private static final int WARNS = 80;

    private final Path process;

    /// @param process the process's folder in /proc
    DescriptorGauge(Path process) {
        this.process = process;
    }

    @Override
    public List<Warning> look() throws IOException {
        var limits = process.resolve("limits");
        if (Files.notExists(limits)) {
            return List.of();
        }
        var limit = LIMIT.matcher(Files.readString(limits));
        if (!limit.find()) {
            return List.of(); // unlimited
        }
        long most = Long.parseLong(limit.group(1));
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            long now = open.count();
            return now * 100 >= most * WARNS ? List.of(new Warning.DescriptorsScarce(now, most)) : List.of();
        }
    }
}
