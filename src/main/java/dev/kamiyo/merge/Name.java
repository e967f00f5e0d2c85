package dev.kamiyo.merge;

import dev.kamiyo.exploit.Slug;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A name made comparable with the names that other sources give.
///
/// Words are parted at anything but letters and digits and where a capital follows a small letter; words that many
/// names have (Finance, Protocol, v2) are put aside, unless there are no others. So are beginnings of addresses and
/// the number of a namesake: `WiseLending03`.
///
/// @param whole all its letters and digits
/// @param core the words that tell something, joined; when there are none, those that tell at least a kind, or all
/// @param initials of all words, when there are three or more; else empty
/// @param words the words that tell something
/// @param spelled the same where only spaces and signs part words: `AnySwap` is one
/// @param addresses the beginnings of addresses within it
/// @param generic whether there are no words that tell something: `Stake.com`
/// @param anybodys whether it does not even tell a kind: `MEV bot` is the name of many
record Name(
        String whole,
        String core,
        String initials,
        Set<String> words,
        Set<String> spelled,
        Set<String> addresses,
        boolean generic,
        boolean anybodys) {
    private static final Pattern HUMP =
            Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");
    private static final Pattern VERSION = Pattern.compile("v?\\d{1,2}");
    private static final Pattern NAMESAKE = Pattern.compile("(?<=\\p{L}{3})\\d{1,2}$");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]*");
    private static final Pattern PARTS = Pattern.compile("[()（）/&,]");

    /// Letters of a word, or of a whole core, that a candidate must share.
    private static final int STEM = 5;

    /// Shorter parts of a longer name prove nothing.
    private static final int CONTAINED = 5;

    /// Letters of initials, and of words that tell a kind only, that are no coincidence.
    private static final int INITIALS = 3;

    private static final int KIND = 4;

    /// Characters of the beginning of an address that are no coincidence.
    private static final int ADDRESS = 6;

    Name {
        words = Set.copyOf(words);
        spelled = Set.copyOf(spelled);
        addresses = Set.copyOf(addresses);
    }

    /// The names in a text: `BH Token (BlackHole)` and `Ankr & Helio` are two each.
    static List<Name> all(String text, NameWords known) {
        var parts = Stream.of(PARTS.split(text))
                .map(part -> of(part, known))
                .filter(name -> !name.generic)
                .distinct()
                .toList();
        return parts.isEmpty() ? List.of(of(text, known)) : parts;
    }

    static Name of(String text, NameWords known) {
        var pieces = pieces(HUMP.matcher(text).replaceAll(" "));
        var words = telling(pieces, known);
        var whole = NameWords.compact(text);
        var core = String.join("", words);
        boolean generic = core.length() < 2;
        var plain = pieces.stream()
                .filter(piece ->
                        !VERSION.matcher(piece).matches() && !HEX.matcher(piece).matches())
                .toList();
        boolean anybodys = plain.stream().allMatch(known::isAnybodys);
        var canonical = known.canonical(whole);
        if (canonical.isEmpty()) {
            canonical = known.canonical(generic ? String.join("", plain) : core);
        }
        return new Name(
                whole,
                canonical.orElseGet(() -> generic ? kind(plain, whole, known) : core),
                plain.size() < INITIALS ? "" : initials(plain),
                generic ? Set.of() : words,
                generic ? Set.of() : telling(pieces(text), known),
                addresses(pieces),
                generic && canonical.isEmpty(),
                generic && canonical.isEmpty() && anybodys);
    }

    private static List<String> pieces(String text) {
        return Stream.of(Slug.of(text).split("-", -1))
                .map(piece -> NAMESAKE.matcher(piece).replaceFirst(""))
                .filter(piece -> !piece.isEmpty())
                .toList();
    }

    private static Set<String> telling(List<String> pieces, NameWords known) {
        var words = new LinkedHashSet<String>();
        for (var word : pieces) {
            if (!known.isCommon(word)
                    && !VERSION.matcher(word).matches()
                    && !HEX.matcher(word).matches()) {
                words.add(word);
            }
        }
        return words;
    }

    private static String kind(List<String> plain, String whole, NameWords known) {
        var kind = plain.stream().filter(word -> !known.isAnybodys(word)).collect(Collectors.joining());
        var all = String.join("", plain);
        return kind.length() >= KIND ? kind : all.isEmpty() ? whole : all;
    }

    private static String initials(List<String> words) {
        return words.stream().map(word -> word.substring(0, 1)).collect(Collectors.joining());
    }

    private static Set<String> addresses(List<String> pieces) {
        return pieces.stream()
                .filter(piece -> piece.length() >= ADDRESS && HEX.matcher(piece).matches())
                .collect(Collectors.toSet());
    }

    /// The beginnings that another name of the same protocol most likely shares one of.
    Set<String> stems() {
        var stems = new LinkedHashSet<String>();
        if (!core.isEmpty()) {
            stems.add(stem(core));
        }
        if (!generic) {
            stems.add(stem(whole)); // who writes it without capitals parts no words
        }
        Stream.of(words, spelled)
                .flatMap(Set::stream)
                .filter(word -> word.length() >= 3)
                .forEach(word -> stems.add(stem(word)));
        return stems;
    }

    /// The one of them that equal names share; empty when it is the name of many.
    Optional<String> lead() {
        return anybodys || core.isEmpty() ? Optional.empty() : Optional.of(stem(core));
    }

    private static String stem(String word) {
        return word.substring(0, Math.min(STEM, word.length()));
    }

    /// How alike two names are.
    Likeness to(Name other) {
        if (core.isEmpty() || other.core.isEmpty()) {
            return Likeness.NONE;
        }
        if (!addresses.isEmpty() && !other.addresses.isEmpty()) {
            return namesAddressOf(other) || other.namesAddressOf(this) ? Likeness.EQUAL : Likeness.NONE;
        }
        if (core.equals(other.core) || whole.equals(other.whole)) {
            return anybodys || other.anybodys
                    ? Likeness.GENERIC
                    : generic || other.generic ? Likeness.PLAIN : Likeness.EQUAL;
        }
        if (isInitialsOf(other) || other.isInitialsOf(this)) {
            return Likeness.INITIALS;
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

    private boolean namesAddressOf(Name longer) {
        return addresses.stream().anyMatch(start -> longer.addresses.stream().anyMatch(a -> a.startsWith(start)));
    }

    private boolean isInitialsOf(Name longer) {
        return !longer.initials.isEmpty() && (longer.initials.equals(core) || longer.initials.equals(whole));
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
