package dev.kamiyo.db;

import dev.kamiyo.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder `quarantine/`: files that were replaced, one folder an occasion, the newest few.
final class Quarantine {
    private static final Logger log = LoggerFactory.getLogger("store");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);
    private static final int MOST = 5;

    private final Path folder;
    private final Clock clock;

    Quarantine(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /// A database and what SQLite keeps beside it, the main file last: without its -wal it must never be opened.
    static List<Path> parts(Path file) {
        return List.of(Path.of(file + "-wal"), Path.of(file + "-shm"), file);
    }

    /// Moves a database out of the way by renaming, so that open handles stay as they are.
    ///
    /// @return where it is now
    Path take(Path file) throws IOException {
        var place = place();
        for (var part : parts(file)) {
            if (Files.exists(part)) {
                Files.move(part, place.resolve(String.valueOf(part.getFileName())));
            }
        }
        DurableFiles.syncFolderOf(file);
        DurableFiles.syncFolderOf(place.resolve("any"));
        if (Files.exists(Path.of(file + "-wal"))) {
            throw new IOException(file + "-wal is still there; it belongs to another file");
        }
        letGo();
        return place;
    }

    /// Copies a database that is open in this process. A child process does it: opening and closing the file here
    /// would drop SQLite's locks.
    ///
    /// @return where the copy is
    Path copy(Path file) throws IOException, InterruptedException {
        var place = place();
        for (var part : parts(file)) {
            if (Files.exists(part) && !part.toString().endsWith("-shm")) {
                int code = new ProcessBuilder("cp", "--", part.toString(), place.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
                if (code != 0) {
                    log.warn(
                            "{} cannot be saved in {} (cp ended with {}); it is replaced all the same",
                            part,
                            place,
                            code);
                }
            }
        }
        letGo();
        return place;
    }

    private Path place() throws IOException {
        Files.createDirectories(folder);
        var stamp = STAMP.format(clock.instant());
        for (int i = 1; ; i++) {
            var place = folder.resolve(stamp + "-" + i);
            if (Files.notExists(place)) {
                return Files.createDirectory(place);
            }
        }
    }

    private void letGo() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            var old = all.filter(Files::isDirectory)
                    .sorted(Comparator.comparing(Path::toString).reversed())
                    .skip(MOST)
                    .toList();
            for (var place : old) {
                try (Stream<Path> files = Files.walk(place)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }
}
