package dev.kamiyo.merge;

/// How alike two names are, the most alike first.
enum Likeness {
    /// The same after normalising, or two names of one protocol.
    EQUAL,
    /// One is contained in the other.
    CONTAINED,
    /// One letter apart.
    SIMILAR,
    /// The same name, of words that many names have: `Stake.com`.
    PLAIN,
    /// One is the initials of the other.
    INITIALS,
    /// They share a word that tells something.
    RELATED,
    /// The same name, which many have: `MEV bot`.
    GENERIC,
    /// Nothing in common.
    NONE;

    /// Whether the names are those of one protocol.
    boolean isSame() {
        return compareTo(SIMILAR) <= 0;
    }
}
