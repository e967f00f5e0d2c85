package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.Characters;

/// A cursor over the lines of a text, which makes one line at a time: a text of nothing but line ends costs no
/// memory.
///
/// What stands beyond [#LONGEST] characters of a line is not read. Not safe for use by more than one thread.
final class Lines {
    /// Characters of a line that are read.
    static final int LONGEST = 10_000;

    private final String text;
    private int number;
    private int start;
    private int end = -1;

    Lines(String text) {
        this.text = text;
    }

    /// Moves to the next line, if there is one.
    boolean next() {
        if (end >= text.length()) {
            return false;
        }
        start = end + 1;
        int found = text.indexOf('\n', start);
        end = found < 0 ? text.length() : found;
        number++;
        return true;
    }

    /// The line, without its end; control characters and what is no character are spaces.
    String line() {
        int to = Math.min(end, start + LONGEST);
        if (to < end && Character.isHighSurrogate(text.charAt(to - 1))) {
            to--;
        }
        return plain(text.substring(start, to));
    }

    private static String plain(String line) {
        if (Characters.areSound(line)) {
            return line;
        }
        return line.codePoints()
                .map(c -> Characters.isSound(c) ? c : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// The number of the line, from 1.
    int number() {
        return number;
    }

    /// Where the line begins in the text.
    int start() {
        return start;
    }
}
