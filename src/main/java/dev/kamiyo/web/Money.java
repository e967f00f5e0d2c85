package dev.kamiyo.web;

import dev.kamiyo.search.Tally;
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

    /// What exploits lost; unknown when it is known of none of them.
    static Money lost(Tally tally) {
        return tally.known() == 0 && tally.exploits() > 0 ? UNKNOWN : new Money(tally.loss());
    }

    /// What came back of it; unknown when it is known of none of them.
    static Money recovered(Tally tally) {
        return tally.recovered() == 0 && tally.exploits() > 0 ? UNKNOWN : new Money(tally.recovered());
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
