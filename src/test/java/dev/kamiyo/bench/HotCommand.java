package dev.kamiyo.bench;

import dev.kamiyo.testing.Program;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `kamiyo bench hot`.
@Command(
        name = "hot",
        description = "Measures the parts that each write or each filter runs through, one by one, with JMH.",
        mixinStandardHelpOptions = true,
        footer = {"", "It takes two minutes, and twenty seconds with --quick.", "", "Example: kamiyo bench hot"})
final class HotCommand implements Callable<Integer> {
    private static final List<String> LONG = List.of("-f", "2", "-wi", "3", "-w", "1", "-i", "5", "-r", "1");
    private static final List<String> QUICK = List.of("-f", "1", "-wi", "2", "-w", "500ms", "-i", "3", "-r", "500ms");

    @Option(names = "--quick", description = "Fewer and shorter runs.")
    private boolean quick;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HotCommand() {}

    @Override
    public Integer call() throws Exception {
        var folder = Files.createTempDirectory("kamiyo-bench");
        try {
            var out = spec.commandLine().getOut();
            out.println(Machine.text());
            out.println("| Part | One call | It allocates |");
            out.println("|---|--:|--:|");
            new Harness(folder)
                    .run(quick ? QUICK : LONG)
                    .forEach((name, cost) -> out.println(String.format(
                            Locale.ROOT,
                            "| %s | %.2f ± %.2f µs | %,.0f bytes |",
                            name,
                            cost.micros(),
                            cost.error(),
                            cost.bytes())));
            out.flush();
            return 0;
        } finally {
            Program.run("rm", "-rf", folder.toString());
        }
    }
}
