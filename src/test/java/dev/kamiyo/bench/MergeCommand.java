package dev.kamiyo.bench;

import dev.kamiyo.testing.Program;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `kamiyo bench merge`.
@Command(
        name = "merge",
        description = "Measures how well claims are merged, on made-up ones of which the truth is known.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "They imitate how sources were measured to differ, so the figures guard against regressions and prove",
            "nothing about real data.",
            "",
            "Example: kamiyo bench merge --exploits 5000 --seed 7",
        })
final class MergeCommand implements Callable<Integer> {
    @Option(names = "--seed", paramLabel = "S", description = "Decides everything (default 1).", defaultValue = "1")
    private long seed;

    @Option(names = "--exploits", paramLabel = "N", description = "1 to 100000 (default 5000).", defaultValue = "5000")
    private int exploits;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    MergeCommand() {}

    @Override
    public Integer call() throws Exception {
        if (exploits < 1 || exploits > 100_000) {
            throw new ParameterException(spec.commandLine(), "--exploits is " + exploits + "; 1 to 100000 are allowed");
        }
        var folder = Files.createTempDirectory("kamiyo-bench");
        try {
            var bench = MergeBench.run(folder, seed, exploits);
            var out = spec.commandLine().getOut();
            out.printf("merge: %,d pairs of claims that are one exploit%n", bench.pairs());
            out.printf("  merged              %.3f   aim 0.90%n", bench.merged());
            out.printf("  merged or proposed  %.3f   aim 0.97%n", bench.mergedOrProposed());
            out.printf("  precision           %.3f   aim 0.99%n", bench.precision());
            out.printf("  in the review queue %,d, of which %.2f are one exploit%n", bench.proposed(), bench.right());
            out.println("Made-up pairs: this guards against regressions and proves nothing more.");
            out.flush();
            return 0;
        } finally {
            Program.run("rm", "-rf", folder.toString());
        }
    }
}
