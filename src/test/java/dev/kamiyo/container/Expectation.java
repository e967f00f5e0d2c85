package dev.kamiyo.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a command block must show, as the comment behind it says, one directive a line.
///
/// @param exits the exit codes that are right; empty for any
/// @param shown what must be found in the output
/// @param absent what must not be found in it
/// @param healthy how soon after the block the service must be healthy; null if that is not asked for
/// @param after what is done to the database before it; the block is run once for each
/// @param ctrlC when a person would end a `docker logs -f`; null for never
/// @param afterwards commands that must succeed after it
/// @param last whether it is run after all others
/// @param skip why it is not run; null if it is
record Expectation(
        Set<Integer> exits,
        List<Pattern> shown,
        List<Pattern> absent,
        @Nullable Duration healthy,
        List<Harm> after,
        @Nullable Duration ctrlC,
        List<String> afterwards,
        boolean last,
        @Nullable String skip) {
    private static final String ORIGINAL = "in the original: ";

    /// @param original whether the block is that of the original: if the comment has directives for it, they alone
    /// count
    /// @throws IllegalArgumentException with the line that is no directive
    static Expectation of(List<String> lines, boolean original) {
        var own = lines.stream().filter(line -> !line.startsWith(ORIGINAL)).toList();
        var others = lines.stream()
                .filter(line -> line.startsWith(ORIGINAL))
                .map(line -> line.substring(ORIGINAL.length()))
                .toList();
        var draft = new Draft();
        (original && !others.isEmpty() ? others : own).forEach(draft::add);
        return draft.done();
    }

    private static final class Draft {
        private static final Pattern SECONDS = Pattern.compile("(\\d{1,3}) s");

        private Set<Integer> exits = Set.of(0);
        private final List<Pattern> shown = new ArrayList<>();
        private final List<Pattern> absent = new ArrayList<>();
        private @Nullable Duration healthy;
        private final List<Harm> after = new ArrayList<>();
        private @Nullable Duration ctrlC;
        private final List<String> afterwards = new ArrayList<>();
        private boolean last;
        private @Nullable String skip;

        void add(String line) {
            if (line.equals("last")) {
                last = true;
            } else if (line.equals("exit any")) {
                exits = Set.of();
            } else if (line.equals("exit 0 or 1")) {
                exits = Set.of(0, 1);
            } else if (!withWord(line)) {
                throw new IllegalArgumentException("'" + line + "' is no directive");
            }
        }

        private boolean withWord(String line) {
            return rest(line, "output ~ ").map(text -> shown.add(pattern(text))).isPresent()
                    || rest(line, "output !~ ")
                            .map(text -> absent.add(pattern(text)))
                            .isPresent()
                    || rest(line, "after ")
                            .map(text -> after.add(Harm.of(text)))
                            .isPresent()
                    || rest(line, "afterwards ").map(afterwards::add).isPresent()
                    || rest(line, "healthy within ")
                            .map(text -> healthy = seconds(text))
                            .isPresent()
                    || rest(line, "ctrl-c after ")
                            .map(text -> ctrlC = seconds(text))
                            .isPresent()
                    || rest(line, "skip ").map(text -> skip = text).isPresent();
        }

        private static Optional<String> rest(String line, String word) {
            return line.startsWith(word) ? Optional.of(line.substring(word.length())) : Optional.empty();
        }

        private static Pattern pattern(String text) {
            return Pattern.compile(text, Pattern.MULTILINE);
        }

        private static Duration seconds(String text) {
            var match = SECONDS.matcher(text);
            if (!match.matches()) {
                throw new IllegalArgumentException("'" + text + "' is no time; write it like '30 s'");
            }
            return Duration.ofSeconds(Long.parseLong(match.group(1)));
        }

        Expectation done() {
            return new Expectation(
                    exits,
                    List.copyOf(shown),
                    List.copyOf(absent),
                    healthy,
                    List.copyOf(after),
                    ctrlC,
                    List.copyOf(afterwards),
                    last,
                    skip);
        }
    }
}
