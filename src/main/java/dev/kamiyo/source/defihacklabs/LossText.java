package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.Usd;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What was lost, as people write it. It is an amount of dollars only where the text plainly says so: what is said in
/// ether, as a range or as a possibility is unknown.
final class LossText {
    private static final int LONGEST = 500;
    private static final BigDecimal CLOSE = new BigDecimal("1.5");

    private static final Pattern DENIAL = Pattern.compile("(n/a|none|no |nothing|0(?![\\d.,])).*");
    private static final Pattern POSSIBLE = Pattern.compile(
            "<|\\b(up to|less than|below|worst|potential|potentially|at risk|could have|would have)\\b");
    private static final Pattern NOT_LOST =
            Pattern.compile("\\b(profit|profits|gain|recovered|returned|refunded|fee|cumulative|bounty)\\b");
    private static final Pattern JOINED = Pattern.compile("\\+(?!\\s*(usd|$))|&|\\b(and|plus)\\b|,(?!\\d)");
    private static final Set<String> ABOUT =
            Set.of("about", "around", "approx", "approximately", "over", "nearly", "almost", "roughly", "more", "than");

    private LossText() {}

    /// The dollars of a text; empty when it does not plainly say any.
    static Optional<Usd> dollars(String text) {
        var plain = cut(text).toLowerCase(Locale.ROOT);
        if (denies(text) || POSSIBLE.matcher(outside(plain)).find()) {
            return Optional.empty();
        }
        var amounts = Amount.all(cut(text));
        return amounts.stream().anyMatch(Amount::range)
                ? Optional.empty()
                : chosen(plain, amounts).flatMap(LossText::usd);
    }

    /// Whether a text says anything of the loss, an amount or that there was none, so that no other place is asked.
    static boolean tells(String text) {
        return denies(text) || text.chars().anyMatch(Character::isDigit);
    }

    private static boolean denies(String text) {
        var plain = cut(text).toLowerCase(Locale.ROOT).strip();
        boolean returned = plain.contains("returned") && plain.chars().noneMatch(Character::isDigit);
        return returned || DENIAL.matcher(plain).matches();
    }

    private static Optional<Amount> chosen(String plain, List<Amount> amounts) {
        var stated = of(amounts, amount -> amount.bracket() < 0);
        var dollars = of(stated, amount -> amount.unit() == Amount.Unit.DOLLAR);
        var outside = outside(plain);
        if (dollars.size() > 1) {
            return Optional.empty();
        }
        if (dollars.size() == 1) {
            boolean part = stated.size() > 1 && JOINED.matcher(outside).find();
            return part ? Optional.empty() : Optional.of(dollars.getFirst());
        }
        var explained = of(amounts, amount -> amount.bracket() >= 0 && amount.unit() == Amount.Unit.DOLLAR);
        var meant = of(
                explained, amount -> !NOT_LOST.matcher(bracket(plain, amount)).find());
        if (!meant.isEmpty()) {
            return meant.size() == 1 && !differs(stated, meant.getFirst())
                    ? Optional.of(meant.getFirst())
                    : Optional.empty();
        }
        return stated.size() == 1 ? sole(plain, outside, stated.getFirst()) : Optional.empty();
    }

    /// What stands in round brackets around an amount.
    private static String bracket(String plain, Amount amount) {
        int close = plain.indexOf(')', amount.bracket());
        return plain.substring(amount.bracket(), close < 0 ? plain.length() : close);
    }

    /// Whether dollars in brackets say something else than the stable coins before them, as `605K USDT ($8.2M)` does.
    private static boolean differs(List<Amount> stated, Amount dollars) {
        return stated.size() == 1
                && stated.getFirst().unit() == Amount.Unit.STABLE
                && areApart(stated.getFirst().value(), dollars.value());
    }

    private static boolean areApart(BigDecimal one, BigDecimal other) {
        return one.max(other).compareTo(one.min(other).multiply(CLOSE)) > 0;
    }

    private static Optional<Amount> sole(String plain, String outside, Amount amount) {
        boolean whole =
                !JOINED.matcher(outside).find() && !NOT_LOST.matcher(outside).find() && !plain.contains("plus");
        return switch (amount.unit()) {
            case STABLE -> whole ? Optional.of(amount) : Optional.empty();
            case SCALED -> isBare(plain) ? Optional.of(amount) : Optional.empty();
            case DOLLAR, OTHER, NONE -> Optional.empty();
        };
    }

    /// Whether nothing but an amount with its magnitude is there.
    private static boolean isBare(String plain) {
        int number = 0;
        while (number < plain.length() && !Character.isDigit(plain.charAt(number))) {
            number++;
        }
        var before = plain.substring(0, number).replaceAll("[~≈～>≥.\\s]+", " ").strip();
        boolean about = before.isEmpty() || List.of(before.split(" ")).stream().allMatch(ABOUT::contains);
        var after = plain.substring(number).replaceAll("[\\d.,\\s+!]+", "");
        return about && after.chars().allMatch(Character::isLetter);
    }

    private static Optional<Usd> usd(Amount amount) {
        try {
            var usd = Usd.of(amount.value());
            return usd.cents() == 0 ? Optional.empty() : Optional.of(usd);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static List<Amount> of(List<Amount> amounts, Predicate<Amount> test) {
        return amounts.stream().filter(test).toList();
    }

    /// The text without what stands in round brackets.
    private static String outside(String text) {
        var outside = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' || c == '（' ? 1 : 0;
            if (depth == 0) {
                outside.append(c);
            }
            depth -= (c == ')' || c == '）') && depth > 0 ? 1 : 0;
        }
        return outside.toString();
    }

    private static String cut(String text) {
        return (text.length() > LONGEST ? text.substring(0, LONGEST) : text).replace('\u00A0', ' ');
    }
}
