package dev.kamiyo.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether alerts are sent, and where they may go.
final class AlertSettings {
    private AlertSettings() {}

    /// Whether the service asks rules and sends messages.
    ///
    /// @throws FailedException when the setting is neither on nor off
    static boolean sends() {
        var text = Optional.ofNullable(System.getenv("KAMIYO_ALERTS")).orElse("on");
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw FailedException.wrongUsage("KAMIYO_ALERTS is '" + text + "'; allowed: on, off");
        };
    }

    /// Hosts of targets that may be anywhere, also in private networks.
    static Set<String> hosts() {
        return Arrays.stream(Optional.ofNullable(System.getenv("KAMIYO_ALERT_HOSTS"))
                        .orElse("")
                        .split(","))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The file of the key that the settings of targets are encrypted with.
    static Path key(Path data) {
        return Optional.ofNullable(System.getenv("KAMIYO_ALERT_KEY"))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .orElse(data.resolve("alerts.key"))
                .toAbsolutePath();
    }
}
