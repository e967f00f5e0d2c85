package dev.kamiyo.container;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// How one thing that was tried ended.
///
/// @param page the runbook or list that it is of
/// @param name what was tried
/// @param verdict how it ended
/// @param took how long it took
record Outcome(String page, String name, Verdict verdict, Duration took) {
    /// Passed, skipped with the reason, or failed with all that was wrong.
    sealed interface Verdict {
        record Passed() implements Verdict {}

        record Skipped(String why) implements Verdict {}

        record Failed(List<String> wrong) implements Verdict {}
    }

    static Verdict verdict(List<String> wrong) {
        return wrong.isEmpty() ? new Verdict.Passed() : new Verdict.Failed(List.copyOf(wrong));
    }

    boolean failed() {
        return verdict instanceof Verdict.Failed;
    }

    String line() {
        var word =
                switch (verdict) {
                    case Verdict.Passed _ -> "passed";
                    case Verdict.Skipped skipped -> "skipped: " + skipped.why();
                    case Verdict.Failed failure ->
                        "FAILED"
                                + failure.wrong().stream()
                                        .map(wrong -> "\n      " + wrong.replace("\n", "\n        "))
                                        .collect(Collectors.joining());
                };
        return "%-9s %-60s %5.1f s  %s".formatted(page, name, took.toMillis() / 1e3, word);
    }
}
