package dev.kamiyo.web;

/// Severities as bars of four steps.
final class Severities {
    private Severities() {}

    /// 4 for the worst, 0 for an unknown one.
    static int steps(String severity) {
        return switch (severity) {
            case "critical" -> 4;
            case "high" -> 3;
            case "medium" -> 2;
            case "low" -> 1;
            default -> 0;
        };
    }
}
