package dev.kamiyo.bench;

import dev.kamiyo.db.Bases;
import dev.kamiyo.db.CopiedFile;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Folders;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.testing.GeneratedData;
import dev.kamiyo.testing.Program;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.Comparator;

/// Made-up exploits, as a service leaves them that has done what each first start does: the standby is built, a backup
/// is made. That takes minutes where there are many exploits, so it is done once a size. Never changed afterwards.
///
/// @param folder holds `data` and `run`
record MadeUpData(Path folder) {
    /// Data of a size; made unless a run before has left them whole.
    ///
    /// @param parent where they are kept
    static MadeUpData of(Path parent, long exploits, Installation program, PrintWriter out) throws IOException {
        var made =
                new MadeUpData(Files.createDirectories(parent).toAbsolutePath().resolve("exploits-" + exploits));
        var whole = parent.resolve("exploits-" + exploits + ".whole");
        if (Files.notExists(whole)) {
            out.println("making " + exploits + " exploits in " + made.folder);
            out.flush();
            made.make(exploits, program);
            Files.createFile(whole);
        }
        return made;
    }

    private void make(long exploits, Installation program) throws IOException {
        Program.run("rm", "-rf", folder.toString());
        var folders = folders();
        Files.createDirectories(folders.data());
        try (var database = Database.open(folders, Clock.systemUTC(), Bases.NONE, Watcher.NONE)) {
            GeneratedData.begin(database);
            GeneratedData.load(database, Questions.SEED, 0, exploits);
            database.settle();
        }
        try (var service = Service.start(program, folders.data(), folders.run())) {
            service.settle();
        }
    }

    Folders folders() {
        return new Folders(folder.resolve("data"), folder.resolve("run"));
    }

    /// The same in another folder. Files that nobody ever changes are shared, where the file systems allow it.
    MadeUpData copy(Path to) throws IOException {
        var copied = new MadeUpData(to);
        Files.walkFileTree(folder, new Copying(this, to));
        CopiedFile.accept(copied.folders().primary());
        CopiedFile.accept(copied.folders().standby());
        return copied;
    }

    private static final class Copying extends SimpleFileVisitor<Path> {
        private final MadeUpData made;
        private final Folders from;
        private final Path to;
        private final Path appended;

        Copying(MadeUpData made, Path to) throws IOException {
            this.made = made;
            this.from = made.folders();
            this.to = to;
            try (var files = Files.list(from.journal())) {
                this.appended = files.max(Comparator.naturalOrder()).orElseThrow();
            }
        }

        @Override
        public FileVisitResult preVisitDirectory(Path found, BasicFileAttributes attributes) throws IOException {
            Files.createDirectories(target(found));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path found, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink()) {
                Files.createSymbolicLink(target(found), Files.readSymbolicLink(found));
            } else if (!isForEver(found) || !linked(found)) {
                Files.copy(found, target(found), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
        }

        /// Backups, and all files of the journal but the one that is appended to.
        private boolean isForEver(Path found) {
            return found.startsWith(from.data().resolve("backups"))
                    || (found.startsWith(from.journal()) && !found.equals(appended));
        }

        private boolean linked(Path found) {
            try {
                Files.createLink(target(found), found);
                return true;
            } catch (IOException | UnsupportedOperationException _) {
                return false; // another file system, or one without links
            }
        }

        private Path target(Path found) {
            return to.resolve(made.folder.relativize(found).toString());
        }
    }
}
