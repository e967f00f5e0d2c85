package dev.kamiyo.search;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// How many exploits there are of something, and what they cost.
///
/// @param value of what: a slug, a name, a year, the first day of a week or month; null for what is unknown
/// @param exploits how many
/// @param known those of them whose loss is known
/// @param loss all their losses in cents
/// @param recovered what came back, in cents
public record Tally(@Nullable String value, long exploits, long known, long loss, long recovered) {
    /// An amount of cents in dollars, exactly.
    public static BigDecimal dollars(long cents) {
        var exact = BigDecimal.valueOf(cents, 2).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }
}
