package dev.kamiyo.source;

import dev.kamiyo.exploit.Characters;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names and labels as feeds write them: plain text, since people and pages will show them.
final class PlainText {
    private static final Pattern MARKUP = Pattern.compile("<[A-Za-z/!?]");
    private static final int SHOWN = 60;

    private PlainText() {}

    /// A text without white space around it; null when it shows nothing.
    ///
    /// @param member how the feed calls it
    /// @param longest in characters
    /// @throws MalformedRecordException when it is too long, or has markup, control or direction characters, or
    ///     what is no character
    static @Nullable String read(String member, String raw, int longest) throws MalformedRecordException {
        var text = raw.strip();
        if (text.length() > longest) {
            throw wrong(member, text, "a text of at most " + longest + " characters");
        }
        if (MARKUP.matcher(text).find() || text.codePoints().anyMatch(PlainText::isHidden)) {
            throw wrong(member, text, "plain text");
        }
        return Characters.areVisible(text) ? text : null;
    }

    /// Whether a character shows nothing and changes how others are shown, or is none. Line breaks and tabs may stand.
    private static boolean isHidden(int c) {
        boolean direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        boolean space = c == '\t' || c == '\n' || c == '\r';
        return direction || c == 0xfffd || (!space && !Characters.isSound(c));
    }

    static MalformedRecordException wrong(String member, String found, String due) {
        var shown = found.length() > SHOWN ? found.substring(0, SHOWN) + "…" : found;
        return new MalformedRecordException(member + " is " + shown + "; " + due + " is due");
    }
}
