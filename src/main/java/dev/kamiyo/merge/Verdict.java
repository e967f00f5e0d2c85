package dev.kamiyo.merge;

import dev.kamiyo.exploit.Labelled;

/// What somebody decided of two claims.
public enum Verdict implements Labelled {
    /// They are one exploit.
    SAME,
    /// They are two.
    NOT_SAME,
    /// Nothing any more: the rules decide.
    NONE;

    static Verdict of(String label) {
        return Labelled.parse(Verdict.class, label)
                .orElseThrow(() -> new IllegalArgumentException("'" + label + "' is not a verdict"));
    }
}
