package dev.kamiyo.web;

import tools.jackson.databind.JsonNode;

/// An amount of an exploit. Unknown is told as such, and is never zero.
///
/// @param cents whole US cents; -1 when unknown
record Money(long cents) {
    static final Money UNKNOWN = new Money(-1);

    /// Of a number of dollars; null is unknown.
    static Money of(JsonNode dollars) {
        return dollars.isNumber()
                ? new Money(dollars.decimalValue().movePointRight(2).longValue())
                : UNKNOWN;
    }

    boolean isKnown() {
        return cents >= 0;
    }

    /// With three digits: $1.46 B.
    String text() {
        return isKnown() ? Figures.money(cents) : "unknown";
    }

    /// To the cent.
    String exact() {
        return isKnown() ? Figures.exact(cents) : "unknown";
    }
}
