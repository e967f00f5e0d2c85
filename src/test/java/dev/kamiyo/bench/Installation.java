package dev.kamiyo.bench;

import dev.kamiyo.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The program as an image has it: jars beside the launcher, and what the JVM found out about them in a run before.
///
/// @param home the folder of the launcher
record Installation(Path home) {
    /// Installs what was built, without its AOT cache.
    ///
    /// @param project the source tree, with `target/kamiyo.jar`
    static Installation install(Path project, Path home) throws IOException {
        var lib = Files.createDirectories(home.resolve("lib"));
        Program.run("cp", "-a", project.resolve("target/kamiyo.jar").toString(), lib.toString());
        Program.run("cp", "-a", project.resolve("target/lib").toString(), lib.toString());
        Program.run("cp", project.resolve("kamiyo").toString(), home.toString());
        Program.run("cp", project.resolve("deploy/train.sh").toString(), home.toString());
        return new Installation(home);
    }

    /// Makes the AOT cache, as the last step of the image does.
    void train() throws IOException {
        Program.run("sh", home.resolve("train.sh").toString());
    }

    String launcher() {
        return home.resolve("kamiyo").toString();
    }
}
