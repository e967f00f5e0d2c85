package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.Chains;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a proof of concept says of its exploit: the comments before its first contract, and the chains it forks.
///
/// @param comment the comments, at most [#LONGEST] characters
/// @param forks the chains that it forks, by slug
/// @param lost what was lost, in its words; null when it does not say
/// @param mentions transactions and addresses
record PocHead(String comment, List<String> forks, @Nullable String lost, List<Mention> mentions) {
    /// Characters of the comments that are read.
    static final int LONGEST = 64 << 10;

    private static final int MOST = 200;
    private static final String BULLETS = "-*•·>@!";

    /// Reads a Solidity file.
    static PocHead read(String solidity, Chains chains) {
        var comment = comment(solidity);
        var lines = new Lines(comment);
        var mentions = new ArrayList<Mention>();
        var label = HeadLabel.OTHER;
        boolean labelled = false;
        String lost = null;
        while (lines.next() && mentions.size() < MOST) {
            var line = unbulleted(lines.line());
            if (isValue(line)) {
                boolean alone = line.indexOf(' ') < 0;
                if (labelled && label != HeadLabel.LOST && label != HeadLabel.OTHER) {
                    mentions.addAll(Mention.read(label, line, 0, chains));
                } else if (!labelled && alone) {
                    // A link to a transaction that nothing explains is the attack's.
                    mentions.addAll(Mention.read(HeadLabel.ATTACK_TRANSACTION, line, 0, chains).stream()
                            .filter(mention -> mention.chain() != null)
                            .toList());
                }
                continue;
            }
            int from = behindLabel(line);
            label = HeadLabel.of(label(line, from));
            labelled = isCut(line, from) || label != HeadLabel.OTHER;
            if (label == HeadLabel.LOST) {
                lost = lost == null ? line.substring(from).strip() : lost;
            } else if (label != HeadLabel.OTHER) {
                mentions.addAll(Mention.read(label, line, from, chains));
            }
        }
        return new PocHead(comment, ForkChains.of(solidity, chains), lost, List.copyOf(mentions));
    }

    private static boolean isValue(String line) {
        return line.startsWith("0x") || WebLinks.next(line, 0) == 0;
    }

    private static boolean isCut(String line, int from) {
        return from > 0 && line.charAt(from - 1) == ':';
    }

    private static String label(String line, int from) {
        return line.substring(0, isCut(line, from) ? from - 1 : from);
    }

    /// Where the value begins: behind the first colon, else at the first link or hexadecimal number, else at the end.
    private static int behindLabel(String line) {
        int colon = line.indexOf(':');
        int link = WebLinks.next(line, 0);
        int hex = line.indexOf("0x");
        int value = link < 0 ? hex : hex < 0 ? link : Math.min(link, hex);
        if (colon >= 0 && (value < 0 || colon < value)) {
            return colon + 1;
        }
        return value < 0 ? line.length() : value;
    }

    /// A line without the marks of a list, a tag or a number before it.
    private static String unbulleted(String line) {
        int from = 0;
        while (from < line.length()
                && (Character.isWhitespace(line.charAt(from)) || BULLETS.indexOf(line.charAt(from)) >= 0)) {
            from++;
        }
        int digits = from;
        while (digits < line.length() && Character.isDigit(line.charAt(digits))) {
            digits++;
        }
        boolean numbered = digits > from && (line.startsWith(". ", digits) || line.startsWith(") ", digits));
        return line.substring(numbered ? digits + 2 : from).strip();
    }

    /// The comments before the first contract, without their marks.
    private static String comment(String solidity) {
        var comment = new StringBuilder();
        var lines = new Lines(solidity);
        boolean block = false;
        while (lines.next() && comment.length() < LONGEST) {
            var line = lines.line().strip();
            if (block || line.startsWith("/*")) {
                int close = line.indexOf("*/", block ? 0 : 2);
                var inner = line.substring(block ? 0 : 2, close < 0 ? line.length() : close);
                comment.append(inner.strip()).append('\n');
                block = close < 0;
            } else if (line.startsWith("//")) {
                comment.append(slashed(line)).append('\n');
            } else if (line.startsWith("contract ") || line.startsWith("abstract contract ")) {
                break;
            } else if (comment.length() > 1 && comment.charAt(comment.length() - 2) != '\n') {
                comment.append('\n');
            }
        }
        if (comment.length() > LONGEST) {
            comment.setLength(Character.isHighSurrogate(comment.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
        }
        return comment.toString();
    }

    private static String slashed(String line) {
        int from = 2;
        while (from < line.length() && line.charAt(from) == '/') {
            from++;
        }
        return line.substring(from).strip();
    }
}
