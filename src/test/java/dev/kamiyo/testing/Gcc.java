package dev.kamiyo.testing;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Builds the C sources of the tests into `target/native`, when what is there is older than they are.
final class Gcc {
    private static final Path TARGET = target();
    private static final Path SOURCES = TARGET.resolveSibling("src/test/c");
    private static final List<String> FLAGS = List.of("-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror");

    private Gcc() {}

    /// Why nothing can be built here; empty when it can.
    static Optional<String> obstacle() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("this is not Linux");
        }
        try {
            Program.run("gcc", "-E", "-x", "c", "-include", "stdlib.h", "-o", "/dev/null", "/dev/null");
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("there is no gcc with the headers of libc: " + e.getMessage());
        }
    }

    /// A library for LD_PRELOAD.
    ///
    /// @param name the source without its ending
    static Path library(String name) throws IOException {
        return build(name, name + ".so", "-shared", "-fPIC", "-pthread");
    }

    /// A program.
    ///
    /// @param name the source without its ending
    static Path program(String name) throws IOException {
        return build(name, name);
    }

    private static synchronized Path build(String name, String result, String... flags) throws IOException {
        var built = TARGET.resolve("native").resolve(result);
        if (isNewerThanTheSources(built)) {
            return built;
        }
        Files.createDirectories(TARGET.resolve("native"));
        var draft = built.resolveSibling(result + "." + ProcessHandle.current().pid());
        var words = new ArrayList<>(List.of("gcc"));
        words.addAll(FLAGS);
        words.addAll(List.of(flags));
        words.addAll(
                List.of("-o", draft.toString(), SOURCES.resolve(name + ".c").toString(), "-ldl"));
        Program.run(words.toArray(String[]::new));
        return Files.move(draft, built, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isNewerThanTheSources(Path built) throws IOException {
        if (Files.notExists(built)) {
            return false;
        }
        var time = Files.getLastModifiedTime(built);
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (var source : sources.toList()) {
                if (Files.getLastModifiedTime(source).compareTo(time) >= 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Path target() {
        try {
            var classes = Path.of(Gcc.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolveSibling("").toAbsolutePath().normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
