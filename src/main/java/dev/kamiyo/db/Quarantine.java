package dev.kamiyo.db;

import dev.kamiyo.files.DiskSpace;
import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.files.FileRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder `quarantine/`: files that were replaced, one folder a fault, the newest few.
///
/// What a fault left is saved when it is first met; attempts to heal it that fail leave only products of ours, which
/// would push that evidence out. Safe for use by many threads.
final class Quarantine {
    private static final Logger log = LoggerFactory.getLogger("store");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);
    private static final int MOST = 5;
    private static final int FEWEST = 1;

    /// Bytes that are left for writes.
    private static final long ROOM = 4 << 20;

    private final Path folder;
    private final Clock clock;
    private volatile int most = MOST;

    /// Where the first evidence is, for each file whose fault lasts.
    private final Map<Path, Path> evidence = new ConcurrentHashMap<>();

    /// What stands in the place of such a file, when it is saved already or comes from an attempt of ours.
    private final Map<Path, FileRecord> known = new ConcurrentHashMap<>();

    Quarantine(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /// A database and what SQLite keeps beside it, the main file last: without its -wal it must never be opened.
    static List<Path> parts(Path file) {
        return List.of(Path.of(file + "-wal"), Path.of(file + "-shm"), file);
    }

    /// What stands in the place of a file was put there by an attempt to heal, which may still fail.
    void isOurs(Path file) throws IOException {
        FileRecord.of(file).ifPresent(now -> known.put(file, now));
    }

    /// A file is well again: its next fault is another one.
    void isOver(Path file) {
        evidence.remove(file);
        known.remove(file);
    }

    /// Moves a database out of the way by renaming, so that open handles stay as they are.
    ///
    /// @return where it is now
    Path take(Path file) throws IOException {
        var first = evidence.get(file);
        if (first != null && isKnown(file)) {
            for (var part : parts(file)) {
                Files.deleteIfExists(part);
            }
            return first;
        }
        var place = place();
        evidence.putIfAbsent(file, place);
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

    private boolean isKnown(Path file) throws IOException {
        var now = FileRecord.of(file);
        return now.isPresent() && now.get().equals(known.get(file));
    }

    /// Copies what a fault has left in a database that is open in this process.
    ///
    /// @return where the copy is
    Path save(Path file) throws IOException, InterruptedException {
        var first = evidence.get(file);
        if (first != null && isKnown(file)) {
            return first;
        }
        var now = FileRecord.of(file);
        var place = place();
        evidence.putIfAbsent(file, place);
        if (copy(file, place)) {
            now.ifPresent(record -> known.put(file, record));
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
        var _ = copy(file, place);
        letGo();
        return place;
    }

    private static boolean copy(Path file, Path place) throws IOException, InterruptedException {
        boolean whole = true;
        if (!hasRoom(file, place)) {
            log.warn("{} is not saved in {}: there is no room; it is replaced all the same", file, place);
            return false;
        }
        for (var part : parts(file)) {
            if (Files.exists(part) && !part.toString().endsWith("-shm")) {
                int code = new ProcessBuilder("cp", "--", part.toString(), place.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
                whole &= code == 0;
                if (code != 0) {
                    log.warn(
                            "{} cannot be saved in {} (cp ended with {}); it is replaced all the same",
                            part,
                            place,
                            code);
                }
            }
        }
        return whole;
    }

    /// Whether a database fits into a folder, and leaves room for a file of its size that takes its place.
    private static boolean hasRoom(Path file, Path place) throws IOException {
        long bytes = parts(file).stream().mapToLong(DiskSpace::of).sum();
        return DiskSpace.free(place) >= 2 * bytes + ROOM;
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

    /// Keeps only the newest, and what a fault that lasts has left, for as long as room is scarce.
    void keepFewest(boolean scarce) throws IOException {
        most = scarce ? FEWEST : MOST;
        if (Files.exists(folder)) {
            letGo();
        }
    }

    private synchronized void letGo() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            var old = all.filter(Files::isDirectory)
                    .sorted(Comparator.comparing(Path::toString).reversed())
                    .skip(most)
                    .filter(place -> !evidence.containsValue(place))
                    .toList();
            for (var place : old) {
                try (Stream<Path> files = Files.walk(place)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
    }
}
