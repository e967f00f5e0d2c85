package dev.kamiyo.source.defihacklabs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// An amount in a free text: `~$85.7K`, `1,24M`, `190,155.98 USDC`.
///
/// @param value what the number and its magnitude say
/// @param unit in what
/// @param bracket where the round bracket around it opens; -1 when it stands in none
/// @param range whether another number follows it as the other end of a range
record Amount(BigDecimal value, Unit unit, int bracket, boolean range) {
    /// What an amount is counted in.
    enum Unit {
        /// Dollars, by sign or by word.
        DOLLAR,
        /// A token that is worth a dollar.
        STABLE,
        /// Anything else, or not readable.
        OTHER,
        /// Nothing is written behind it, but it has a magnitude: `365K`.
        SCALED,
        /// Neither unit nor magnitude.
        NONE
    }

    private static final int DIGITS = 40;
    private static final int SYMBOL = 12;
    private static final Set<String> DOLLARS = Set.of("$", "usd", "us$", "usd$", "$usd", "dollars", "dollar");
    private static final Set<String> STABLES = Set.of("usdt", "usdc", "busd", "dai", "usdc.e", "bsc-usd", "busdt");
    private static final Set<String> COINS = Set.of("eth", "weth", "bnb", "wbnb", "btc", "matic", "sol", "avax", "ftm");
    private static final Map<String, Integer> MAGNITUDES = Map.ofEntries(
            Map.entry("k", 3),
            Map.entry("thousand", 3),
            Map.entry("m", 6),
            Map.entry("mn", 6),
            Map.entry("mil", 6),
            Map.entry("mln", 6),
            Map.entry("million", 6),
            Map.entry("millions", 6),
            Map.entry("b", 9),
            Map.entry("bn", 9),
            Map.entry("billion", 9),
            Map.entry("trillion", 12));

    /// What may be a magnitude that is not known here: `milion`, `thousands`, `M$`.
    private static final Pattern MAGNITUDE = Pattern.compile("(?:mil|mio|bil|tril|thou|grand|hundred).*|[kmb]\\$");

    /// The amounts of a text, in its order. Numbers inside words, as in `ERC-20`, and percentages are none.
    static List<Amount> all(String text) {
        var found = new ArrayList<Amount>();
        int bracket = -1;
        int depth = 0;
        for (int at = 0; at < text.length(); ) {
            char c = text.charAt(at);
            if (c == '(' || c == '（') {
                bracket = depth++ == 0 ? at : bracket;
                at++;
            } else if (c == ')' || c == '）') {
                depth = Math.max(0, depth - 1);
                bracket = depth == 0 ? -1 : bracket;
                at++;
            } else if (isDigit(c) || (c == '.' && isDigitAt(text, at + 1))) {
                int end = endOfNumber(text, at);
                if (!isInWord(text, at) && !text.startsWith("%", end)) {
                    found.add(read(text, at, end, bracket));
                }
                at = end;
            } else {
                at++;
            }
        }
        return found;
    }

    private static Amount read(String text, int from, int end, int bracket) {
        int magnitude = 0;
        boolean scaled = false;
        int at = text.startsWith("+", end) || isHyphen(text, end) ? end + 1 : end;
        var word = word(text, at);
        var scale = MAGNITUDES.get(word.toLowerCase(Locale.ROOT));
        if (scale != null) {
            magnitude = scale;
            scaled = true;
            at = behind(text, at, word);
            at = text.startsWith("+", at) ? at + 1 : at;
            word = word(text, at);
        } else if (text.startsWith(word, at) && isScaledDollar(word)) {
            magnitude = MAGNITUDES.getOrDefault(word.substring(0, 1).toLowerCase(Locale.ROOT), 0);
            scaled = true;
            word = word.substring(1);
        }
        var value = number(text.substring(from, end)).scaleByPowerOfTen(magnitude);
        boolean readable = value.signum() >= 0 && !isOfLonger(text, from, end);
        var unit = readable ? unit(Prefix.of(text, from), word, scaled) : Unit.OTHER;
        return new Amount(value, unit, bracket, isRange(text, behind(text, at, word)) || isRange(text, at));
    }

    /// `8.5-million`.
    private static boolean isHyphen(String text, int at) {
        return text.startsWith("-", at) && at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
    }

    /// Whether the number is one group of digits of a longer one, as in `$5 000 000` or `1'200'000`.
    private static boolean isOfLonger(String text, int from, int end) {
        return isGroup(text, end) || (from > 1 && isDigit(text.charAt(from - 2)) && isGroup(text, from - 1));
    }

    private static boolean isGroup(String text, int at) {
        return at + 3 < text.length()
                && " '’_".indexOf(text.charAt(at)) >= 0
                && isDigit(text.charAt(at + 1))
                && isDigit(text.charAt(at + 2))
                && isDigit(text.charAt(at + 3))
                && !isDigitAt(text, at + 4);
    }

    /// `88MUS$`, `28kusdt`, but not `5 BUSD`.
    private static boolean isScaledDollar(String word) {
        if (word.length() < 2 || isDollarOrStable(word)) {
            return false;
        }
        return "kmb".indexOf(Character.toLowerCase(word.charAt(0))) >= 0 && isDollarOrStable(word.substring(1));
    }

    private static boolean isDollarOrStable(String word) {
        var plain = word.toLowerCase(Locale.ROOT);
        return DOLLARS.contains(plain) || STABLES.contains(unsigned(plain));
    }

    private static Unit unit(Prefix prefix, String word, boolean scaled) {
        var plain = word.toLowerCase(Locale.ROOT);
        if (prefix == Prefix.FOREIGN) {
            return Unit.OTHER;
        }
        if (STABLES.contains(unsigned(plain))) {
            return Unit.STABLE;
        }
        if (DOLLARS.contains(plain) || plain.equals("us")) {
            return Unit.DOLLAR;
        }
        if (prefix == Prefix.DOLLAR) {
            return isSymbol(word) || MAGNITUDE.matcher(plain).matches() ? Unit.OTHER : Unit.DOLLAR;
        }
        return !word.isEmpty() ? Unit.OTHER : scaled ? Unit.SCALED : Unit.NONE;
    }

    /// Whether a word behind dollars names a token, so that the sign was a slip: `$8ETH`, `$2 $BNB`.
    private static boolean isSymbol(String word) {
        long capitals = word.chars().filter(Character::isUpperCase).count();
        return (word.length() <= SYMBOL && capitals >= 2)
                || (word.startsWith("$") && word.length() > 1)
                || COINS.contains(word.toLowerCase(Locale.ROOT));
    }

    private static String unsigned(String word) {
        return word.startsWith("$") ? word.substring(1) : word;
    }

    /// The number, with a comma as a decimal sign where three digits do not follow it; negative when it is not one.
    private static BigDecimal number(String digits) {
        var none = BigDecimal.ONE.negate();
        int comma = digits.lastIndexOf(',');
        int point = digits.lastIndexOf('.');
        boolean oneComma = comma >= 0 && digits.indexOf(',') == comma;
        var plain = digits;
        if (comma >= 0 && point < comma && oneComma && !isGrouped(digits, ',')) {
            plain = digits.replace(".", "").replace(',', '.');
        } else if (comma >= 0) {
            var whole = point < comma ? digits : digits.substring(0, point);
            if (!isGrouped(whole, ',')) {
                return none;
            }
            plain = digits.replace(",", "");
        } else if (point >= 0 && digits.indexOf('.') != point) {
            if (!isGrouped(digits, '.')) {
                return none;
            }
            plain = digits.replace(".", "");
        }
        return plain.length() > DIGITS || plain.indexOf('.') != plain.lastIndexOf('.') ? none : new BigDecimal(plain);
    }

    private static boolean isGrouped(String digits, char sign) {
        int last = -1;
        for (int at = digits.indexOf(sign); at >= 0; at = digits.indexOf(sign, at + 1)) {
            if (last < 0 ? at < 1 || at > 3 : at - last != 4) {
                return false;
            }
            last = at;
        }
        return digits.length() - last == 4 && digits.chars().allMatch(c -> c == sign || isDigit((char) c));
    }

    private static int endOfNumber(String text, int from) {
        int end = from;
        while (end < text.length() && (isDigit(text.charAt(end)) || isSeparator(text, end))) {
            end++;
        }
        return end;
    }

    private static boolean isSeparator(String text, int at) {
        return (text.charAt(at) == ',' || text.charAt(at) == '.') && isDigitAt(text, at + 1);
    }

    private static boolean isInWord(String text, int at) {
        if (at == 0) {
            return false;
        }
        char before = text.charAt(at - 1);
        boolean dashed = before == '-' && at > 1 && Character.isLetter(text.charAt(at - 2));
        return Character.isLetter(before) || before == '_' || dashed;
    }

    /// The letters, digits and signs of a unit or magnitude, spaces before it left out.
    private static String word(String text, int from) {
        int start = spaces(text, from);
        int end = start;
        while (end < text.length() && isOfWord(text, end, start) && !isRange(text, end)) {
            end++;
        }
        var word = text.substring(start, end);
        return word.endsWith(".") || word.endsWith("-") ? word.substring(0, word.length() - 1) : word;
    }

    private static boolean isOfWord(String text, int at, int start) {
        char c = text.charAt(at);
        boolean letter = Character.isLetter(c) || c == '$';
        return letter || (at > start && (isDigit(c) || c == '.' || c == '-'));
    }

    private static int behind(String text, int from, String word) {
        return word.isEmpty() ? from : text.indexOf(word, from) + word.length();
    }

    private static boolean isRange(String text, int from) {
        int at = spaces(text, from);
        int sign = text.startsWith("to ", at) ? 2 : at < text.length() && "-–—~～".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
        int next = spaces(text, at + sign);
        while (next < text.length() && "$~～".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        return sign > 0 && isDigitAt(text, next);
    }

    private static int spaces(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigitAt(String text, int at) {
        return at < text.length() && isDigit(text.charAt(at));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// The currency before a number.
    private enum Prefix {
        DOLLAR,
        FOREIGN,
        ABSENT;

        static Prefix of(String text, int number) {
            int at = number - 1;
            while (at >= 0 && " ~≈～+>≥".indexOf(text.charAt(at)) >= 0) {
                at--;
            }
            if (at < 0) {
                return ABSENT;
            }
            boolean sign = text.charAt(at) == '$';
            if (!sign && Character.getType(text.charAt(at)) == Character.CURRENCY_SYMBOL) {
                return FOREIGN;
            }
            int end = sign ? at : at + 1;
            int start = end;
            while (start > 0 && Character.isLetter(text.charAt(start - 1))) {
                start--;
            }
            var word = text.substring(start, end).toLowerCase(Locale.ROOT);
            if (sign) {
                return word.isEmpty() || word.equals("us") || word.equals("usd") ? DOLLAR : FOREIGN;
            }
            return word.equals("usd") ? DOLLAR : ABSENT;
        }
    }
}
