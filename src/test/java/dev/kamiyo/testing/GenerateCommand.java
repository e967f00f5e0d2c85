package dev.kamiyo.testing;

import dev.kamiyo.db.Bases;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.files.FolderLock;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kamiyo generate`, a verb of the source tree only.
@Command(
        name = "kamiyo generate",
        description = "Makes plausible exploits for tests and benchmarks.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each line is a body for POST /api/v1/exploits. The same seed makes the same exploits.",
            "",
            "Example: kamiyo generate 1000 --seed 7 --out exploits.ndjson",
        })
public final class GenerateCommand implements Callable<Integer> {
    private static final long MOST = 100_000_000;

    @Parameters(paramLabel = "N", description = "How many, 1 to 100000000.")
    private long count;

    @Option(names = "--seed", paramLabel = "S", description = "Decides everything (default 1).", defaultValue = "1")
    private long seed;

    @Option(names = "--out", paramLabel = "FILE", description = "Writes there instead of to the terminal.")
    private @Nullable Path out;

    @Option(
            names = "--into",
            paramLabel = "FOLDER",
            description = "Puts them into the data of this folder, which no service may be using.")
    private @Nullable Path into;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    GenerateCommand() {}

    /// Runs the verb and exits with its code.
    public static void main(String[] args) {
        System.exit(new CommandLine(new GenerateCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (count < 1 || count > MOST) {
            throw new ParameterException(spec.commandLine(), "N is " + count + "; allowed is 1 to " + MOST);
        }
        if (into != null) {
            return load(into);
        }
        try (var file = out == null ? null : Files.newOutputStream(out)) {
            write(file == null ? System.out : file);
        }
        return 0;
    }

    private void write(OutputStream target) throws IOException {
        var buffered = new BufferedOutputStream(target, 1 << 16);
        for (long i = 0; i < count; i++) {
            var json = FactsJson.write(new ExploitGenerator(seed).exploit(i));
            buffered.write((json + "\n").getBytes(StandardCharsets.UTF_8));
        }
        buffered.flush();
    }

    private int load(Path folder) throws IOException {
        Files.createDirectories(folder);
        var lock = FolderLock.tryAcquire(folder);
        if (lock.isEmpty()) {
            spec.commandLine().getErr().println("kamiyo generate: a service works in " + folder + "; stop it first");
            return 1;
        }
        try (var _ = lock.get();
                var database =
                        Database.open(TestDatabase.folders(folder), Clock.systemUTC(), Bases.NONE, Watcher.NONE)) {
            GeneratedData.load(database, seed, 0, count);
            database.settle();
        }
        return 0;
    }
}
