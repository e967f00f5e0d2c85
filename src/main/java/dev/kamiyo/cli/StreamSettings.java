package dev.kamiyo.cli;

import org.jspecify.annotations.Nullable;

/// How many may follow the stream of changes at once.
final class StreamSettings {
    private static final int DEFAULT = 2_000;

    private StreamSettings() {}

    /// @param text the setting; null when it is not given
    /// @throws FailedException when it is no number from 0 to 999999
    static int clients(@Nullable String text) {
        if (text == null) {
            return DEFAULT;
        }
        if (text.matches("\\d{1,6}")) {
            return Integer.parseInt(text);
        }
        throw FailedException.wrongUsage("KAMIYO_STREAM_CLIENTS is '" + text + "'; a number from 0 to 999999 is due");
    }
}
