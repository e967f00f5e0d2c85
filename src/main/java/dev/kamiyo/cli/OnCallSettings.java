package dev.kamiyo.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where it stands who is told of incidents.
final class OnCallSettings {
    @Option(
            names = "--oncall",
            paramLabel = "FILE",
            description = "Who is told of incidents, and how (KAMIYO_ONCALL, default ./oncall.yml).",
            defaultValue = "${env:KAMIYO_ONCALL:-./oncall.yml}")
    private Path file = Path.of("oncall.yml");

    Path file() {
        return file.normalize();
    }
}
