package dev.kamiyo.merge;

import dev.kamiyo.exploit.Slug;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A name made comparable with the names that other sources give.
///
/// Words are parted at anything but letters and digits and where a capital follows a small letter; words that many
/// names have (Finance, Protocol, v2) are put aside, unless there are no others.
///
/// @param whole all its letters and digits
/// @param core the words that tell something, joined; what is left of the whole name when there are none
/// @param words the words that tell something
/// @param spelled the same where only spaces and signs part words: `AnySwap` is one
/// @param generic whether there are no such words: `MEV bot` is the name of many
record Name(String whole, String core, Set<String> words, Set<String> spelled, boolean generic) {
    private static final Pattern HUMP =
            Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");
    private static final Pattern VERSION = Pattern.compile("v?\\d{1,2}");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]*");

    /// Letters of a word, or of a whole core, that a candidate must share.
    private static final int STEM = 5;

    /// Shorter parts of a longer name prove nothing.
    private static final int CONTAINED = 5;

    Name {
        words = Set.copyOf(words);
        spelled = Set.copyOf(spelled);
    }

    static Name of(String text, NameWords known) {
        var words = telling(HUMP.matcher(text).replaceAll(" "), known);
        var whole = NameWords.compact(text);
        var core = String.join("", words);
        boolean generic = core.length() < 2;
        var canonical = known.canonical(whole);
        if (canonical.equals(whole)) {
            canonical = generic ? whole : known.canonical(core);
        }
        return new Name(
                whole,
                canonical,
                generic ? Set.of() : words,
                generic ? Set.of() : telling(text, known),
                generic && canonical.equals(whole));
    }

    private static Set<String> telling(String text, NameWords known) {
        var words = new LinkedHashSet<String>();
        for (var piece : Slug.of(text).split("-", -1)) {
            var word = piece.toLowerCase(Locale.ROOT);
            if (!word.isEmpty()
                    && !known.isCommon(word)
                    && !VERSION.matcher(word).matches()
                    && !HEX.matcher(word).matches()) {
                words.add(word);
            }
        }
        return words;
    }

    /// The beginnings that another name of the same protocol most likely shares one of.
    Set<String> stems() {
        var stems = new LinkedHashSet<String>();
        if (!core.isEmpty()) {
            stems.add(stem(core));
            stems.add(stem(whole)); // who writes it without capitals parts no words
        }
        Stream.of(words, spelled)
                .flatMap(Set::stream)
                .filter(word -> word.length() >= 3)
                .forEach(word -> stems.add(stem(word)));
        return stems;
    }

    private static String stem(String word) {
        return word.substring(0, Math.min(STEM, word.length()));
    }

    /// How alike two names are.
    Likeness to(Name other) {
        if (core.isEmpty() || other.core.isEmpty()) {
            return Likeness.NONE;
        }
        if (core.equals(other.core) || whole.equals(other.whole)) {
            return generic || other.generic ? Likeness.GENERIC : Likeness.EQUAL;
        }
        if (generic || other.generic) {
            return Likeness.NONE;
        }
        if (contains(other) || other.contains(this)) {
            return Likeness.CONTAINED;
        }
        if (oneSlip(core, other.core)) {
            return Likeness.SIMILAR;
        }
        return share(words, other.words) || share(spelled, other.spelled) ? Likeness.RELATED : Likeness.NONE;
    }

    private static boolean share(Set<String> one, Set<String> other) {
        return one.stream().anyMatch(word -> word.length() >= STEM && other.contains(word));
    }

    private boolean contains(Name part) {
        boolean wordByWord = !part.words.isEmpty()
                && part.core.length() >= 3
                && words.size() > part.words.size()
                && words.containsAll(part.words);
        return wordByWord || (part.core.length() >= CONTAINED && core.contains(part.core));
    }

    /// Whether one letter was added, left out, changed or swapped with its neighbour in a name of six letters or
    /// more.
    private static boolean oneSlip(String a, String b) {
        var shorter = a.length() <= b.length() ? a : b;
        var longer = a.length() <= b.length() ? b : a;
        if (shorter.length() < 6 || longer.length() - shorter.length() > 1) {
            return false;
        }
        int at = 0;
        while (at < shorter.length() && shorter.charAt(at) == longer.charAt(at)) {
            at++;
        }
        var restOfShorter = shorter.substring(at);
        var restOfLonger = longer.substring(at);
        if (restOfShorter.length() < restOfLonger.length()) {
            return restOfLonger.substring(1).equals(restOfShorter);
        }
        boolean changed = restOfLonger.substring(1).equals(restOfShorter.substring(1));
        boolean swapped = restOfShorter.length() > 1
                && restOfShorter.charAt(0) == restOfLonger.charAt(1)
                && restOfShorter.charAt(1) == restOfLonger.charAt(0)
                && restOfShorter.substring(2).equals(restOfLonger.substring(2));
        return changed || swapped;
    }
}
