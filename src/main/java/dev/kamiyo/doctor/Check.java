package dev.kamiyo.doctor;

import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One line of the checklist.
///
/// @param name what was looked at; lasting
/// @param verdict whether it is in order
/// @param finding what was seen
/// @param meaning what that means; empty when it is in order
/// @param next the command to type next; empty when there is none
public record Check(String name, Verdict verdict, String finding, String meaning, String next) {
    /// Whether something is in order.
    public enum Verdict {
        /// It is.
        OK,
        /// It works, and somebody should see to it.
        WARNING,
        /// It is not.
        BAD,
        /// It could not be looked at, and the meaning says why.
        SKIPPED
    }

    static Check ok(String name, String finding) {
        return new Check(name, Verdict.OK, finding, "", "");
    }

    static Check warning(String name, String finding, String meaning, String next) {
        return new Check(name, Verdict.WARNING, finding, meaning, next);
    }

    static Check bad(String name, String finding, String meaning, String next) {
        return new Check(name, Verdict.BAD, finding, meaning, next);
    }

    static Check skipped(String name, String finding, String meaning, String next) {
        return new Check(name, Verdict.SKIPPED, finding, meaning, next);
    }

    /// A member for each part.
    public ObjectNode json() {
        return JsonMapper.shared()
                .createObjectNode()
                .put("name", name)
                .put("verdict", verdict.name().toLowerCase(Locale.ROOT))
                .put("finding", finding)
                .put("meaning", meaning)
                .put("next", next);
    }
}
