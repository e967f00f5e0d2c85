package dev.kamiyo.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem as people are told of it who came by a browser.
///
/// @param status the HTTP status
/// @param title the same for every problem of the kind
/// @param detail this very case, and what is allowed
/// @param parameter the parameter at fault; null when none is
/// @param allowed its allowed values, when they are few; else empty
public record Refusal(
        int status, String title, String detail, @Nullable String parameter, List<String> allowed) {
    /// Whether it passes by itself.
    boolean isPassing() {
        return status == 503 || status == 429;
    }

    /// Whether a key is what is missing.
    boolean isClosed() {
        return status == 401;
    }

    /// The detail as a sentence.
    String sentence() {
        return Names.capital(detail) + ".";
    }
}
