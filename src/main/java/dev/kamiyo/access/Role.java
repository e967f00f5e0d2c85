package dev.kamiyo.access;

import java.util.Locale;

/// What a key allows; each role includes the ones before it.
public enum Role {
    READ,
    WRITE,
    ADMIN;

    /// As it stands in requests, answers and tables.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @param label one of [#label()]
    public static Role of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
