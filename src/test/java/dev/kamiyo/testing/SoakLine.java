package dev.kamiyo.testing;

import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.files.Sha256;

/// What a child of the soak tells its parent, one a line.
sealed interface SoakLine {
    /// A write has returned.
    ///
    /// @param id the exploit that it made
    /// @param digest of the exploit as JSON
    record Acknowledged(SoakKey key, String id, String digest) implements SoakLine {
        static Acknowledged of(SoakKey key, ExploitId id, String json) {
            return new Acknowledged(key, id.text(), digest(json));
        }

        static String digest(String json) {
            return Sha256.hex(json).substring(0, 32);
        }
    }

    /// A write that was acknowledged is not there, or not as it was.
    record Lost(SoakKey key, String what) implements SoakLine {}

    /// Something is there twice.
    record Doubled(String what) implements SoakLine {}

    /// A write was not acknowledged.
    record Refused(SoakKey key, String why) implements SoakLine {}

    /// All writes that were to be verified have been.
    record Verified(long keys) implements SoakLine {}

    /// As it is printed.
    default String text() {
        return switch (this) {
            case Acknowledged(var key, var id, var digest) -> "acknowledged " + key + " " + id + " " + digest;
            case Lost(var key, var what) -> "lost " + key + " " + what;
            case Doubled(var what) -> "doubled " + what;
            case Refused(var key, var why) -> "refused " + key + " " + why;
            case Verified(var keys) -> "verified " + keys;
        };
    }

    /// The opposite of [#text].
    static SoakLine parse(String text) {
        var words = text.split(" ", 3);
        return switch (words[0]) {
            case "acknowledged" -> {
                var more = words[2].split(" ", 2);
                yield new Acknowledged(SoakKey.parse(words[1]), more[0], more[1]);
            }
            case "lost" -> new Lost(SoakKey.parse(words[1]), words[2]);
            case "doubled" -> new Doubled(text.substring(words[0].length() + 1));
            case "refused" -> new Refused(SoakKey.parse(words[1]), words[2]);
            case "verified" -> new Verified(Long.parseLong(words[1]));
            default -> throw new IllegalArgumentException("a child of the soak said: " + text);
        };
    }
}
