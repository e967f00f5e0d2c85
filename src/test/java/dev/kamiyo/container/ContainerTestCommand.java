package dev.kamiyo.container;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `kamiyo test-container`, a verb of the source tree only.
@Command(
        name = "kamiyo test-container",
        description = "Builds the image, starts it, and runs every command block of the runbook and worse.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Needs a Docker engine where nothing else lives, 'docker compose', jq, and port 8000. Takes 12 minutes.",
            "Ends with 1 when a block does not show what the runbook promises, or an acknowledged write is lost; with 77",
            "when it cannot be run here.",
            "",
            "Example: kamiyo test-container",
        })
public final class ContainerTestCommand implements Callable<Integer> {
    private static final Path RUNBOOK = Path.of("docs", "runbooks", "database-connection-loss.md");
    private static final Path ORIGINAL = Path.of("..", "shared", "spec", "runbook-database-connection-loss.md");
    private static final int SKIPPED = 77;
    private static final Duration START = Duration.ofSeconds(60);

    @Option(
            names = "--project",
            paramLabel = "FOLDER",
            description = "The source tree (default: the current folder).",
            defaultValue = ".")
    private Path project = Path.of(".");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final List<Outcome> outcomes = new ArrayList<>();

    ContainerTestCommand() {}

    /// Runs the verb and exits with its code.
    public static void main(String[] args) {
        System.exit(new CommandLine(new ContainerTestCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var obstacle = Stage.obstacle(project);
        if (obstacle.isPresent()) {
            spec.commandLine().getErr().println("kamiyo test-container: skipped, Docker is needed: " + obstacle.get());
            return SKIPPED;
        }
        var stage = Stage.of(project);
        try {
            run(stage);
        } finally {
            stage.end();
        }
        long failed = outcomes.stream().filter(Outcome::failed).count();
        say("%d tried, %d failed; %d writes acknowledged and looked for after each"
                .formatted(outcomes.size(), failed, stage.acknowledged()));
        return failed == 0 ? 0 : 1;
    }

    private void run(Stage stage) throws IOException, InterruptedException {
        say("building the image");
        stage.must("docker compose build");
        stage.must("docker compose up -d");
        var up = stage.healthy(START);
        if (up.isEmpty()) {
            throw new IOException("not healthy " + START.toSeconds() + " s after 'docker compose up -d': "
                    + stage.run("docker logs kamiyo").output());
        }
        say("healthy %.1f s after 'docker compose up -d'; image of %s"
                .formatted(
                        up.get().toMillis() / 1e3,
                        stage.must("docker images --format '{{.Size}}' kamiyo").strip()));
        var own = Block.of(Files.readString(project.resolve(RUNBOOK)));
        new Walk(stage, "runbook", false, this::note).run(own, own);
        var original = project.resolve(ORIGINAL);
        if (Files.exists(original)) {
            new Walk(stage, "original", true, this::note).run(Block.of(Files.readString(original)), own);
        } else {
            say("the original runbook is not beside the project, so its blocks are not run");
        }
        new Worse(stage, this::note).run(); // last: its faults stay in the log, which the runbook's blocks search
    }

    private void note(Outcome outcome) {
        outcomes.add(outcome);
        say(outcome.line());
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
