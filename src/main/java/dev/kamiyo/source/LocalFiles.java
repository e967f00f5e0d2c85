package dev.kamiyo.source;

import dev.kamiyo.source.Fetch.Fetched;
import dev.kamiyo.source.Fetch.Malformed;
import dev.kamiyo.source.Fetch.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// A feed on a disk of this machine: a file, a folder or a .zip. All of it, or none: nothing is passed over. Links to
/// folders inside a folder are not followed.
final class LocalFiles {
    private LocalFiles() {}

    static Fetch read(Source source, String location) {
        try {
            return read(source, location, Path.of(location));
        } catch (InvalidPathException _) {
            return new Unreachable("'" + location.replaceAll("\\p{Cntrl}", "?")
                    + "' has a character that no path may have; " + source.accepts() + " is due");
        }
    }

    private static Fetch read(Source source, String location, Path path) {
        if (Files.notExists(path)) {
            return new Unreachable("'" + location + "' does not exist; " + source.accepts() + " is due");
        }
        try {
            if (Files.isDirectory(path)) {
                return source.index().isEmpty() && !source.paged()
                        ? new Unreachable("'" + location + "' is a folder; " + source.accepts() + " is due")
                        : new Fetched(folder(source, path), "");
            }
            var bytes = document(path);
            if (location.endsWith(".zip")) {
                return new Fetched(Archive.unpack(bytes, source::reads), "");
            }
            return source.index().isEmpty()
                    ? new Fetched(Content.of(bytes), "")
                    : new Unreachable("'" + location + "' is a file; " + source.accepts() + " is due");
        } catch (UncheckedIOException e) {
            return unreadable(location, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            return unreadable(location, e);
        }
    }

    private static Fetch unreadable(String location, IOException e) {
        return e instanceof AccessDeniedException denied
                ? new Unreachable("'" + denied.getFile() + "' may not be read by the user of the service")
                : new Malformed("'" + location + "' cannot be read: " + e.getMessage());
    }

    private static byte[] document(Path path) throws IOException {
        if (Files.size(path) > Archive.LARGEST) {
            throw new IOException("it is larger than " + Archive.LARGEST + " bytes");
        }
        return Files.readAllBytes(path);
    }

    private static Content folder(Source source, Path root) throws IOException {
        List<Path> found;
        try (var walk = Files.walk(root)) {
            found = walk.filter(Files::isRegularFile)
                    .filter(file -> source.reads(relative(root, file)))
                    .limit(Archive.MOST + 1L)
                    .toList();
        }
        if (found.size() > Archive.MOST) {
            throw new IOException("it has more than " + Archive.MOST + " files");
        }
        var files = new TreeMap<String, byte[]>();
        long total = 0;
        for (var file : found) {
            var bytes = document(file);
            total += bytes.length;
            if (total > Archive.LARGEST) {
                throw new IOException("its files are larger than " + Archive.LARGEST + " bytes together");
            }
            files.put(relative(root, file), bytes);
        }
        return new Content(files);
    }

    private static String relative(Path root, Path file) {
        return root.relativize(file).toString();
    }
}
