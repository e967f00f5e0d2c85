package dev.kamiyo.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder of its own, in the system's folder for temporary files, in which a test mounts a file system.
///
/// Its name tells whose it is: before the first one is made, those of processes that are gone are taken away.
final class MountPoint {
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Pattern NAME = Pattern.compile("kamiyo-rig-(\\d+)-\\d+");
    private static final long SYS_ADMIN = 1L << 21;

    private static boolean swept;

    private final Path folder;

    private MountPoint(Path folder) {
        this.folder = folder;
    }

    /// Makes one; nothing is mounted there yet.
    static synchronized MountPoint create() throws IOException {
        if (!swept) {
            sweep();
            swept = true;
        }
        var point = new MountPoint(Files.createTempDirectory(
                TEMPORARY, "kamiyo-rig-" + ProcessHandle.current().pid() + "-"));
        Files.createDirectory(point.root());
        return point;
    }

    /// Why nothing can be mounted here; empty when it can.
    ///
    /// @param programs what else is needed
    static Optional<String> obstacle(String... programs) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            var capable = lines.filter(line -> line.startsWith("CapEff:"))
                    .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .anyMatch(capabilities -> (capabilities & SYS_ADMIN) != 0);
            if (!capable) {
                return Optional.of("mounting needs CAP_SYS_ADMIN");
            }
        } catch (IOException e) {
            return Optional.of("there is no " + e.getMessage());
        }
        return Stream.concat(Stream.of("mount", "umount"), Stream.of(programs))
                .filter(program -> !Program.isThere(program))
                .findFirst()
                .map(program -> program + " is not installed");
    }

    /// Where files that belong to the mount may stand, such as its image.
    Path folder() {
        return folder;
    }

    /// Where it is mounted.
    Path root() {
        return folder.resolve("mnt");
    }

    /// Mounts something.
    void mount(String type, String options, String what) throws IOException {
        Program.run("mount", "-t", type, "-o", options, what, root().toString());
    }

    /// Takes the mount away; nobody may have a file open in it.
    void unmount() throws IOException {
        Program.run("umount", root().toString());
    }

    /// Takes the mount and the folder away, whatever holds them.
    ///
    /// @throws IOException when a file in it was still open; the mount is gone from the tree nevertheless
    void remove() throws IOException {
        try {
            if (isMounted()) {
                unmount();
            }
        } catch (IOException e) {
            removeByForce();
            throw e;
        }
        removeByForce();
    }

    /// Takes the mount and the folder away, also while files in it are open.
    void removeByForce() throws IOException {
        while (isMounted()) {
            Program.run("umount", "-l", root().toString());
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private boolean isMounted() throws IOException {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            return mounts.anyMatch(line -> line.contains(" " + root() + " "));
        }
    }

    /// Takes away what processes that are gone left behind.
    static void sweep() throws IOException {
        try (Stream<Path> folders = Files.list(TEMPORARY)) {
            for (var folder : folders.toList()) {
                var name = NAME.matcher(folder.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    new MountPoint(folder).removeByForce();
                }
            }
        }
    }
}
