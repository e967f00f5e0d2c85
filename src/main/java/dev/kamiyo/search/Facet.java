package dev.kamiyo.search;

import dev.kamiyo.exploit.Labelled;

/// What exploits can be filtered and counted by, word for word.
public enum Facet implements Labelled {
    CHAIN,
    PROTOCOL,
    TECHNIQUE,
    TARGET,
    SOURCE,
    SEVERITY,
    STATUS,
    RECOVERED;

    /// A value as `find_exploits` has it.
    String word(String value) {
        return label() + ":" + value;
    }
}
