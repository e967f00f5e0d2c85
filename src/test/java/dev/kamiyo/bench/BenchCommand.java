package dev.kamiyo.bench;

import dev.kamiyo.testing.Program;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kamiyo bench`, a verb of the source tree only.
@Command(
        name = "kamiyo bench",
        description = "Measures how fast it is, beside what the machine allows.",
        mixinStandardHelpOptions = true,
        subcommands = {MergeCommand.class, HotCommand.class},
        footer = {
            "",
            "WORK is any of: " + BenchCommand.WORKS + ".",
            "Nothing else should run meanwhile. docs/PERFORMANCE.md tells what each figure means.",
            "",
            "Example: kamiyo bench --quick serve filters",
        })
public final class BenchCommand implements Callable<Integer> {
    static final String WORKS = "serve, filters, export, stream, start, writes, import, backup, heal";
    private static final Duration SPAN = Duration.ofSeconds(10);
    private static final Duration QUICK = Duration.ofSeconds(3);
    private static final long LEAST = 1_000;
    private static final long MOST = 10_000_000;

    @Parameters(arity = "0..*", paramLabel = "WORK", description = "What to measure (default: everything).")
    private List<String> works = List.of();

    @Option(names = "--quick", description = "Short loads on 10000 exploits: under five minutes in all.")
    private boolean quick;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "N,N",
            description = "How many exploits, 1000 to 10000000 (default 10000,100000).")
    private List<Long> sizes = List.of();

    @Option(names = "--data", paramLabel = "FOLDER", description = "Keeps the made-up data there for the next run.")
    private @Nullable Path data;

    @Option(names = "--write", description = "Writes the figures into docs/PERFORMANCE.md.")
    private boolean write;

    @Option(
            names = "--guard",
            description = "Fails when a throughput is under a quarter of the ratio that docs/PERFORMANCE.md has.")
    private boolean guard;

    @Option(names = "--project", paramLabel = "FOLDER", hidden = true, description = "The source tree.")
    private Path project = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BenchCommand() {}

    /// Runs the verb and exits with its code.
    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        var chosen = works();
        var counts = sizes();
        var out = spec.commandLine().getOut();
        var machine = Machine.text();
        out.println(machine);
        out.flush();
        var scratch = Files.createTempDirectory("kamiyo-bench");
        try {
            var figures = measure(chosen, counts, scratch, out);
            if (write) {
                new Page(project).write(figures, machine, command(), LocalDate.now(ZoneOffset.UTC));
            }
            return guard ? guarded(figures) : 0;
        } finally {
            Program.run("rm", "-rf", scratch.toString());
        }
    }

    private List<Figure> measure(List<Work> chosen, List<Long> counts, Path scratch, PrintWriter out) throws Exception {
        var program = Installation.install(project, Files.createDirectories(scratch.resolve("app")));
        var figures = new ArrayList<Figure>();
        for (long exploits : counts) {
            var kept = MadeUpData.of(data == null ? scratch : data, exploits, program, out);
            for (var work : chosen) {
                if (!work.missing().isEmpty()) {
                    out.println(work.label() + " is not measured: there is no " + String.join(", no ", work.missing()));
                    continue;
                }
                var folder = Files.createDirectories(scratch.resolve(work.label()));
                var site = new Site(program, folder, kept, exploits, quick ? QUICK : SPAN);
                for (var figure : work.measurement().at(site)) {
                    out.println(Table.line(figure));
                    out.flush();
                    figures.add(figure);
                }
                Program.run("rm", "-rf", folder.toString());
            }
        }
        return figures;
    }

    private int guarded(List<Figure> figures) throws IOException {
        var worse = new Guard(Table.ratios(new Page(project).text())).regressions(figures);
        worse.forEach(line -> spec.commandLine().getErr().println("slower than it was: " + line));
        spec.commandLine().getErr().flush();
        return worse.isEmpty() ? 0 : 1;
    }

    private List<Work> works() {
        var known = Arrays.stream(Work.values()).collect(Collectors.toMap(Work::label, work -> work));
        var chosen = new LinkedHashSet<Work>();
        for (var name : works) {
            var work = known.get(name);
            if (work == null) {
                throw new ParameterException(
                        spec.commandLine(), "WORK is " + name + "; allowed are merge, hot, " + WORKS);
            }
            chosen.add(work);
        }
        return chosen.isEmpty() ? List.of(Work.values()) : List.copyOf(chosen);
    }

    private List<Long> sizes() {
        for (long size : sizes) {
            if (size < LEAST || size > MOST) {
                throw new ParameterException(
                        spec.commandLine(), "--sizes has " + size + "; allowed is " + LEAST + " to " + MOST);
            }
        }
        if (!sizes.isEmpty()) {
            return sizes.stream().distinct().sorted().toList();
        }
        return quick ? List.of(10_000L) : List.of(10_000L, 100_000L);
    }

    /// As somebody else would type it: without the folders of this machine.
    private String command() {
        var words = new ArrayList<>(List.of("./kamiyo", "bench"));
        var typed = spec.commandLine().getParseResult().originalArgs().iterator();
        while (typed.hasNext()) {
            var word = typed.next();
            if (List.of("--project", "--data").contains(word)) {
                typed.next();
            } else if (!word.startsWith("--project=") && !word.startsWith("--data=")) {
                words.add(word);
            }
        }
        return String.join(" ", words);
    }
}
