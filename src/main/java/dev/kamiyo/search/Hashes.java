package dev.kamiyo.search;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// How hashes and addresses are spelt: hexadecimal ones are kept in lower case, others as their chain writes them.
final class Hashes {
    private static final Pattern HEX = Pattern.compile("(?:0x)?[0-9a-f]+");

    private Hashes() {}

    /// The spellings under which a hash may be kept.
    static List<String> spellings(String hash) {
        var lower = hash.toLowerCase(Locale.ROOT);
        return lower.equals(hash) || !HEX.matcher(lower).matches() ? List.of(hash) : List.of(lower, hash);
    }
}
