package dev.kamiyo.merge;

/// How alike two names are, the most alike first.
enum Likeness {
    /// The same after normalising, or two names of one protocol.
    EQUAL,
    /// One is contained in the other.
    CONTAINED,
    /// One letter apart.
    SIMILAR,
    /// They share a word that tells something.
    RELATED,
    /// The same name, which many have.
    GENERIC,
    /// Nothing in common.
    NONE;

    /// Whether the names are those of one protocol.
    boolean isSame() {
        return compareTo(SIMILAR) <= 0;
    }
}
