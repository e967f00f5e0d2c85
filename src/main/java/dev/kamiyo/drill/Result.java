package dev.kamiyo.drill;

import java.util.Locale;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What became of one fault.
///
/// @param fault its label
/// @param verdict whether all that must hold held
/// @param detectedMillis from the fault to its first symptom; empty when it left no incident
/// @param healedMillis from the end of its cause until all was well again
/// @param readsFailed reads that failed, or were answered with something else than what was acknowledged
/// @param writesRefused writes that were refused, or whose fate was unknown, and that were repeated
/// @param rowsLost acknowledged writes that are not there any more
/// @param why what did not hold, or why it was skipped; empty when it passed
/// @param incident its incident; empty when there was none
public record Result(
        String fault,
        Verdict verdict,
        OptionalLong detectedMillis,
        OptionalLong healedMillis,
        long readsFailed,
        long writesRefused,
        long rowsLost,
        String why,
        String incident) {
    /// How it ended.
    public enum Verdict {
        /// All that must hold held.
        PASSED,
        /// Something did not.
        FAILED,
        /// It could not be made here.
        SKIPPED
    }

    static Result skipped(Fault fault, String why) {
        return new Result(fault.label(), Verdict.SKIPPED, OptionalLong.empty(), OptionalLong.empty(), 0, 0, 0, why, "");
    }

    ObjectNode json() {
        var json = JsonMapper.shared().createObjectNode();
        json.put("fault", fault).put("verdict", verdict.name().toLowerCase(Locale.ROOT));
        json.put("detected_ms", detectedMillis.isPresent() ? detectedMillis.getAsLong() : null);
        json.put("healed_ms", healedMillis.isPresent() ? healedMillis.getAsLong() : null);
        json.put("reads_failed", readsFailed).put("writes_refused", writesRefused);
        json.put("rows_lost", rowsLost).put("why", why);
        return json.put("incident", incident.isEmpty() ? null : incident);
    }

    /// A line of the table; its head is [#HEAD].
    String line() {
        return verdict == Verdict.SKIPPED
                ? "%-20s %48s  skipped: %s".formatted(fault, "", why)
                : "%-20s %11s %9s %12d %14d %10d  %s"
                        .formatted(
                                fault,
                                millis(detectedMillis),
                                millis(healedMillis),
                                readsFailed,
                                writesRefused,
                                rowsLost,
                                verdict.name().toLowerCase(Locale.ROOT) + (why.isEmpty() ? "" : ": " + why));
    }

    /// The head of the table.
    static final String HEAD = "%-20s %11s %9s %12s %14s %10s  %s"
            .formatted("fault", "detected ms", "healed ms", "reads failed", "writes refused", "rows lost", "verdict");

    private static String millis(OptionalLong value) {
        return value.isPresent() ? String.valueOf(value.getAsLong()) : "-";
    }
}
