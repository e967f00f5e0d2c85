package dev.kamiyo.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where the data is.
final class DataSettings {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Folder of the data (KAMIYO_DATA, default ./data).",
            defaultValue = "${env:KAMIYO_DATA:-./data}")
    private Path data = Path.of("data");

    @Option(
            names = "--run",
            paramLabel = "FOLDER",
            description =
                    "Folder for what can be built anew, on another disk where there is one (KAMIYO_RUN, default ./run).",
            defaultValue = "${env:KAMIYO_RUN:-./run}")
    private Path run = Path.of("run");

    Path data() {
        return data.toAbsolutePath().normalize();
    }

    Path run() {
        return run.toAbsolutePath().normalize();
    }
}
