package dev.kamiyo.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files that are either there as a whole or not at all, also after a power cut.
///
/// Never for a file that SQLite has open: closing it here would drop SQLite's locks.
public final class DurableFiles {
    private DurableFiles() {}

    /// Writes a text under another name, syncs it and gives it its name.
    ///
    /// @throws IOException when any step fails; the file is then as it was
    public static void write(Path file, String text) throws IOException {
        var draft = draft(file);
        Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
        publish(draft, file);
    }

    /// Syncs a finished draft, gives it its name in the same folder, and syncs the folder.
    ///
    /// @throws IOException when any step fails; the file is then as it was
    public static void publish(Path draft, Path file) throws IOException {
        try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        move(draft, file);
    }

    /// Makes a name in a folder lead to another file of the same folder, at once.
    ///
    /// @throws IOException when it cannot; the name leads where it led
    public static void link(Path name, Path target) throws IOException {
        var draft = draft(name);
        Files.deleteIfExists(draft);
        Files.createSymbolicLink(draft, Path.of(String.valueOf(target.getFileName())));
        move(draft, name);
    }

    /// A name that nobody takes for the file itself.
    public static Path draft(Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    /// Gives a file another name in the same file system, for good.
    ///
    /// @throws IOException when it cannot; it has the name that it had
    public static void rename(Path file, Path name) throws IOException {
        move(file, name);
    }

    /// Syncs the folder of a file, so that its files' names survive a power cut.
    ///
    /// @throws IOException when it cannot
    public static void syncFolderOf(Path file) throws IOException {
        var folder = file.toAbsolutePath().resolveSibling(".").normalize();
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void move(Path draft, Path file) throws IOException {
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolderOf(file); // a name can vanish with a power cut until this is done
    }
}
