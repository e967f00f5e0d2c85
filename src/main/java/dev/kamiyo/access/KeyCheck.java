package dev.kamiyo.access;

import java.time.Instant;

/// What is to be thought of a key that a request carries.
public sealed interface KeyCheck {
    /// It counts.
    record Valid(Caller.KeyHolder caller) implements KeyCheck {}

    /// It is nobody's.
    record Unknown() implements KeyCheck {}

    /// Its time is over.
    record Expired(Instant at) implements KeyCheck {}

    /// Somebody took it back.
    record Revoked(Instant at) implements KeyCheck {}
}
