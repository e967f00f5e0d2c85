package dev.kamiyo.web;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/// Numbers as people read them. The space before a unit does not break.
final class Figures {
    private static final String NO_BREAK = "\u00a0";
    private static final List<String> SIZES = List.of("B", "kB", "MB", "GB", "TB");
    private static final MathContext THREE = new MathContext(3, RoundingMode.HALF_UP);

    private Figures() {}

    /// An amount of cents with three digits: $1.46 B.
    static String money(long cents) {
        var dollars = BigDecimal.valueOf(cents, 2).round(THREE);
        if (dollars.compareTo(BigDecimal.valueOf(1_000)) < 0) {
            return "$"
                    + BigDecimal.valueOf(cents, 2)
                            .setScale(0, RoundingMode.HALF_UP)
                            .toPlainString();
        }
        int step = (dollars.precision() - dollars.scale() - 1) / 3;
        var unit = List.of("", "K", "M", "B", "T").get(Math.min(step, 4));
        return "$" + plain(dollars.movePointLeft(3 * Math.min(step, 4))) + NO_BREAK + unit;
    }

    /// An amount of cents, exactly: $1,460,000,000.
    static String exact(long cents) {
        return cents % 100 == 0 ? "$" + count(cents / 100) : String.format(Locale.ROOT, "$%,.2f", cents / 100.0);
    }

    /// A whole number with its thousands parted.
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// A number and what is counted: 1 exploit, 2 exploits.
    static String count(long number, String one) {
        return count(number) + " " + (number == 1 ? one : one + "s");
    }

    /// A size of some bytes with three digits: 14.2 MB.
    static String bytes(long bytes) {
        var size = BigDecimal.valueOf(bytes).round(THREE);
        int step = bytes == 0 ? 0 : Math.min((size.precision() - size.scale() - 1) / 3, SIZES.size() - 1);
        return plain(size.movePointLeft(3 * step)) + NO_BREAK + SIZES.get(step);
    }

    /// A share of 100 with two digits behind the point, for a picture.
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share);
    }

    private static String plain(BigDecimal number) {
        var brief = number.stripTrailingZeros();
        return (brief.scale() < 0 ? brief.setScale(0) : brief).toPlainString();
    }
}
