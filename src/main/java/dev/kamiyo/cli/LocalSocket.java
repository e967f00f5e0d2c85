package dev.kamiyo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The Unix socket `kamiyo.sock` in the data folder.
///
/// The system takes at most 107 bytes for a socket's path. A longer one is reached through a short link to the folder.
final class LocalSocket {
    private static final String NAME = "kamiyo.sock";
    private static final int LONGEST = 107;

    private LocalSocket() {}

    /// A path to the socket of a folder that is short enough to bind or to connect to.
    static Path in(Path folder) throws IOException {
        var plain = folder.resolve(NAME);
        if (plain.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            return plain;
        }
        var place = Files.createTempDirectory("kamiyo");
        var link = Files.createSymbolicLink(place.resolve("data"), folder);
        place.toFile().deleteOnExit(); // the last one named is deleted first
        link.toFile().deleteOnExit();
        return link.resolve(NAME);
    }
}
