package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.Chains;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A transaction or an address that a head comment names, and what it says that it is.
///
/// @param label what it is
/// @param chain the chain of its link; null when it is bare, or the link names none
/// @param value the hash or address as it is written
record Mention(HeadLabel label, @Nullable String chain, String value) {
    private static final int MOST = 20;
    private static final String BETWEEN = ",;&|/+[]<>=-–—*`'\":";
    private static final Set<String> WORDS = Set.of("and", "or", "eoa", "address", "contract", "tx", "the");

    /// The values of a line behind a label, up to the first word of prose. A value of another kind than the label's is
    /// left out: an address behind `Attack Tx` is no transaction.
    static List<Mention> read(HeadLabel label, String line, int from, Chains chains) {
        var found = new ArrayList<Mention>();
        int at = from;
        while (at < line.length() && found.size() < MOST) {
            char c = line.charAt(at);
            if (c == '(') {
                int close = line.indexOf(')', at);
                at = close < 0 ? line.length() : close + 1;
            } else if (Character.isWhitespace(c) || BETWEEN.indexOf(c) >= 0) {
                at++;
            } else if (line.startsWith("http", at) && WebLinks.next(line, at) == at) {
                var url = WebLinks.at(line, at);
                linked(label, url, chains).ifPresent(found::add);
                at += Math.max(url.length(), 4);
            } else {
                int end = endOfWord(line, at);
                var word = line.substring(at, end);
                if (!word.startsWith("0x") && !WORDS.contains(word.toLowerCase(Locale.ROOT))) {
                    break;
                }
                bare(label, word).ifPresent(found::add);
                at = end;
            }
        }
        return found;
    }

    private static Optional<Mention> linked(HeadLabel label, String url, Chains chains) {
        return ExplorerLink.of(url, chains)
                .filter(link -> link.kind() == kind(label))
                .map(link -> new Mention(label, link.chain(), link.value()));
    }

    private static Optional<Mention> bare(HeadLabel label, String word) {
        int length = kind(label) == ExplorerLink.Kind.TRANSACTION ? 66 : 42;
        return word.startsWith("0x") && word.length() == length
                ? Optional.of(new Mention(label, null, word))
                : Optional.empty();
    }

    private static ExplorerLink.Kind kind(HeadLabel label) {
        return label == HeadLabel.ATTACK_TRANSACTION ? ExplorerLink.Kind.TRANSACTION : ExplorerLink.Kind.ADDRESS;
    }

    private static int endOfWord(String line, int from) {
        int end = from;
        while (end < line.length() && Character.isLetterOrDigit(line.charAt(end))) {
            end++;
        }
        return Math.max(end, from + 1);
    }
}
