package dev.kamiyo.container;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the blocks of a page on the stage and compares what they show with what is expected.
final class Walk {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Stage stage;
    private final String page;
    private final boolean original;
    private final Consumer<Outcome> outcomes;

    Walk(Stage stage, String page, boolean original, Consumer<Outcome> outcomes) {
        this.stage = stage;
        this.page = page;
        this.original = original;
        this.outcomes = outcomes;
    }

    private record Task(Block block, Expectation expected) {}

    /// @param blocks the page's
    /// @param expecting blocks with expectations: a block without one takes that of the same place in the same
    ///     section
    void run(List<Block> blocks, List<Block> expecting) throws IOException, InterruptedException {
        Map<String, List<String>> known = new HashMap<>();
        for (var block : expecting) {
            var lines = block.expected();
            if (lines != null) {
                known.put(block.name(), lines);
            }
        }
        var tasks = new ArrayList<Task>();
        for (var block : blocks) {
            var lines = known.get(block.name());
            if (lines == null) {
                outcomes.accept(new Outcome(
                        page,
                        block.name(),
                        Outcome.verdict(List.of("nothing says what is expected of it")),
                        Duration.ZERO));
            } else {
                tasks.add(new Task(block, Expectation.of(lines, original)));
            }
        }
        tasks.sort(Comparator.comparing(task -> task.expected.last())); // stable: else in the page's order
        for (var task : tasks) {
            run(task);
        }
    }

    private void run(Task task) throws IOException, InterruptedException {
        var skip = task.expected.skip();
        if (skip != null) {
            outcomes.accept(new Outcome(page, task.block.name(), new Outcome.Verdict.Skipped(skip), Duration.ZERO));
        } else if (task.expected.after().isEmpty()) {
            run(task, null);
        } else {
            for (var harm : task.expected.after()) {
                run(task, harm);
            }
        }
    }

    private void run(Task task, @Nullable Harm harm) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        var wrong = new ArrayList<String>();
        if (!stage.write(page + "-" + stage.acknowledged())) {
            wrong.add("a write before it was refused");
        }
        if (harm != null) {
            stage.harm(harm);
        }
        var ran = stage.run(script(task));
        compare(task.expected, ran, wrong);
        var within = task.expected.healthy();
        if (within != null && stage.healthy(within).isEmpty()) {
            wrong.add("not healthy within " + within.toSeconds() + " s after it");
        }
        for (var command : task.expected.afterwards()) {
            var after = stage.run(command);
            if (after.exit() != 0) {
                wrong.add("afterwards '" + command + "' ended with " + after.exit() + ": " + after.output());
            }
        }
        checkWrites(wrong);
        outcomes.accept(new Outcome(
                page,
                task.block.name() + (harm == null ? "" : " [" + harm.label() + "]"),
                Outcome.verdict(wrong),
                Duration.ofNanos(System.nanoTime() - begin)));
    }

    /// A person ends a log that is followed with Ctrl-C; here `timeout` does.
    private static String script(Task task) {
        var ctrlC = task.expected.ctrlC();
        return ctrlC == null
                ? task.block.text()
                : task.block
                        .text()
                        .replaceAll(
                                "(?m)^(docker logs .*-f.*)$",
                                "timeout --foreground -s INT " + ctrlC.toSeconds() + " $1");
    }

    private static void compare(Expectation expected, Bash.Ran ran, List<String> wrong) {
        if (!expected.exits().isEmpty() && !expected.exits().contains(ran.exit())) {
            wrong.add("ended with " + ran.exit() + ", not with one of " + expected.exits());
        }
        for (var shown : expected.shown()) {
            if (!shown.matcher(ran.output()).find()) {
                wrong.add("does not show " + shown);
            }
        }
        for (var absent : expected.absent()) {
            if (absent.matcher(ran.output()).find()) {
                wrong.add("shows " + absent);
            }
        }
        if (!wrong.isEmpty()) {
            wrong.add("it printed:\n" + ran.output().strip());
        }
    }

    private void checkWrites(List<String> wrong) throws InterruptedException {
        if (stage.ready(SOON).isEmpty()) {
            wrong.add("reads are not served " + SOON.toSeconds() + " s after it");
            return;
        }
        var lost = stage.lost();
        if (!lost.isEmpty()) {
            wrong.add(lost.size() + " of " + stage.acknowledged() + " acknowledged writes are lost: " + lost);
        }
    }
}
