package dev.kamiyo.source;

/// What follows from a record that a fetch does not hold.
public enum Coverage {
    /// The fetch holds everything that the publisher says: what is missing is said no more.
    WHOLE,
    /// It holds everything from one day on: what is missing of later days may have another identity now.
    LATEST,
    /// Nothing follows.
    PART
}
