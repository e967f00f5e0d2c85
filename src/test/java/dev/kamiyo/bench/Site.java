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

    /// A service on a copy of the data, as it is when it has done what each first start does. Its standby and its first
    /// backup are made once a size and kept beside the data, since they take minutes where there are many exploits.
    Service service(String name) throws IOException {
        var settled = data.resolveSibling(data.getFileName() + "-settled");
        var whole = data.resolveSibling(data.getFileName() + "-settled.whole");
        if (!Files.exists(whole)) {
            Program.run("rm", "-rf", settled.toString());
            Files.createDirectories(settled);
            Program.run("cp", "-a", data.toString(), settled.resolve("data").toString());
            try (var service = Service.start(program, settled.resolve("data"), settled.resolve("run"))) {
                service.settle();
            }
            Files.createFile(whole);
        }
        var copy = scratch.resolve(name + "-" + exploits);
        Program.run("cp", "-a", settled.toString(), copy.toString());
        var service = Service.start(program, copy.resolve("data"), copy.resolve("run"));
        service.settle();
        return service;
    }

    /// An empty folder.
    Path folder(String name) throws IOException {
        return Files.createDirectories(scratch.resolve(name + "-" + exploits));
    }
}
