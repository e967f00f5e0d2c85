package dev.kamiyo.search;

import dev.kamiyo.exploit.Usd;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/// Amounts of US dollars as people write them in a filter.
final class Amount {
    private static final Pattern FORM = Pattern.compile("(\\d{1,16}(?:\\.\\d{1,16})?(?:e\\d{1,2})?)([kmb]?)");

    private Amount() {}

    /// @throws IllegalArgumentException when the text is none of 1000000, 1e6, 1m, 250k, 1.5b
    static Usd parse(String text) {
        var parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException("write 1000000, 1e6, 1m, 250k or 1.5b");
        }
        int zeros =
                switch (parts.group(2)) {
                    case "k" -> 3;
                    case "m" -> 6;
                    case "b" -> 9;
                    default -> 0;
                };
        return Usd.of(new BigDecimal(parts.group(1)).scaleByPowerOfTen(zeros));
    }
}
