package dev.kamiyo.doctor;

/// What came of asking the service how it is.
public sealed interface Health {
    /// The answer of `GET /health`.
    ///
    /// @param status 200 when the primary can be used
    /// @param text the body
    record Told(int status, String text) implements Health {}

    /// Nobody answered.
    record Silent() implements Health {}

    /// Whoever asks may not use the service's socket, which says nothing of the service.
    record Forbidden() implements Health {}
}
