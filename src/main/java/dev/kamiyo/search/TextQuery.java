package dev.kamiyo.search;

import dev.kamiyo.exploit.Characters;
import java.util.ArrayList;

/// What a text must and must not hold, as full-text expressions of SQLite.
///
/// Written as words that must all be there, in any order; `word*` is a beginning, `"two words"` stand side by side,
/// and a `-` before any of them keeps out what has it. Case and accents do not count.
///
/// @param must empty when only something is kept out
/// @param mustNot empty when nothing is
public record TextQuery(String must, String mustNot) {
    private static final int LONGEST = 200;
    private static final int MOST = 16;

    /// @throws IllegalArgumentException with a hint when it cannot be one
    static TextQuery parse(String text) {
        if (text.length() > LONGEST || !Characters.areSound(text)) {
            throw new IllegalArgumentException("at most " + LONGEST + " characters, " + Characters.DUE);
        }
        var must = new ArrayList<String>();
        var mustNot = new ArrayList<String>();
        int at = skip(text, 0);
        while (at < text.length()) {
            boolean out = text.charAt(at) == '-';
            int from = out ? at + 1 : at;
            int to = end(text, from);
            (out ? mustNot : must).add(term(text.substring(from, to)));
            at = skip(text, to);
        }
        if (must.size() + mustNot.size() > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " words and phrases");
        }
        if (must.isEmpty() && mustNot.isEmpty()) {
            throw new IllegalArgumentException("words are due, such as: bridge \"private key\" oracl* -test");
        }
        return new TextQuery(String.join(" AND ", must), String.join(" OR ", mustNot));
    }

    /// Both at once; something must be there.
    String expression() {
        return mustNot.isEmpty() ? must : "(" + must + ") NOT (" + mustNot + ")";
    }

    private static int skip(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int end(String text, int from) {
        if (from < text.length() && text.charAt(from) == '"') {
            int quote = text.indexOf('"', from + 1);
            if (quote < 0) {
                throw new IllegalArgumentException("a quotation mark is not closed");
            }
            boolean beginning = quote + 1 < text.length() && text.charAt(quote + 1) == '*';
            return quote + (beginning ? 2 : 1);
        }
        int at = from;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && text.charAt(at) != '"') {
            at++;
        }
        return at;
    }

    private static String term(String text) {
        boolean beginning = text.endsWith("*");
        var plain = (beginning ? text.substring(0, text.length() - 1) : text).replace("\"", "");
        if (plain.indexOf('*') >= 0) {
            throw new IllegalArgumentException("a * stands at the end of a word only");
        }
        if (plain.codePoints().noneMatch(Character::isLetterOrDigit)) {
            throw new IllegalArgumentException("'" + text + "' has neither letters nor digits");
        }
        return "\"" + plain + "\"" + (beginning ? "*" : "");
    }
}
