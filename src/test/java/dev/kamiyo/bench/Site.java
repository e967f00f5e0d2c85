package dev.kamiyo.bench;

import dev.kamiyo.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Where one size is measured.
///
/// @param program what is measured
/// @param scratch a folder for whatever is needed; it goes when the run ends
/// @param data a data folder with the exploits; it is copied, never changed
/// @param span how long each load lasts
record Site(Installation program, Path scratch, Path data, long exploits, Duration span) {
    /// A copy of the data in a folder of its own.
    Path copy(String name) throws IOException {
        var copy = scratch.resolve(name + "-" + exploits);
        Program.run("cp", "-a", data.toString(), copy.toString());
        return copy;
    }

    /// An empty folder.
    Path folder(String name) throws IOException {
        return Files.createDirectories(scratch.resolve(name + "-" + exploits));
    }
}
