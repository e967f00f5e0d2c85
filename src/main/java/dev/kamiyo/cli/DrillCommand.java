package dev.kamiyo.cli;

import dev.kamiyo.db.Folders;
import dev.kamiyo.doctor.Patient;
import dev.kamiyo.drill.Drill;
import dev.kamiyo.drill.Fault;
import dev.kamiyo.drill.Report;
import dev.kamiyo.drill.Result;
import dev.kamiyo.files.FolderLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kamiyo drill`: makes faults and shows what becomes of them.
@Command(
        name = "drill",
        description = "Makes real faults on a copy of the data, under load, and shows whether they heal.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The copy lies in the run folder, served by a process of its own; the data are left as they are. What needs"
                    + " root or a tool that is missing is named as skipped. The report is kept in drills/ of the data.",
            "Exit code 1 when a read failed, a row was lost or a fault did not heal.",
            "",
            "Example: kamiyo drill deleted",
        })
final class DrillCommand implements Callable<Integer> {
    @Mixin
    private DataSettings data = new DataSettings();

    @Mixin
    private ListenSettings listen = new ListenSettings();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean asJson;

    @Option(names = "--live", description = "Makes the faults on the running service itself; asks for its name first.")
    private boolean isLive;

    @Parameters(
            arity = "0..*",
            paramLabel = "FAULT",
            description = "The faults to make, or all, which is the default; 'kamiyo drill list' names them.")
    private List<String> wanted = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DrillCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        var out = spec.commandLine().getOut();
        if (wanted.equals(List.of("list"))) {
            Fault.labels().forEach(out::println);
            out.flush();
            return 0;
        }
        var faults = faults();
        var folders = new Folders(data.data(), data.run());
        if (Files.notExists(folders.primary())) {
            throw new FailedException("there is no " + folders.primary() + "; start the service once: kamiyo serve");
        }
        var pid = Patient.alive(FolderLock.holder(folders.data()));
        try {
            var drill = new Drill(Clock.systemUTC(), this::tell);
            var report = isLive ? live(drill, folders, pid, faults) : drill.onACopy(folders, pid.isPresent(), faults);
            var kept = report.keep(folders.data());
            print(report, kept.toString());
            return report.passed() ? 0 : 1;
        } catch (IOException e) {
            throw new FailedException("the drill could not be held: " + e.getMessage());
        }
    }

    private List<Fault> faults() {
        if (wanted.isEmpty() || wanted.equals(List.of("all"))) {
            return List.of(Fault.values());
        }
        return wanted.stream()
                .map(label -> Fault.of(label)
                        .orElseThrow(() -> FailedException.wrongUsage(
                                "'" + label + "' is not a fault; allowed: all, " + String.join(", ", Fault.labels()))))
                .toList();
    }

    private Report live(Drill drill, Folders folders, OptionalLong pid, List<Fault> faults)
            throws IOException, InterruptedException {
        var backup = folders.data().resolve("backups/kamiyo_latest.db");
        if (pid.isEmpty()) {
            throw new FailedException("no service runs in " + folders.data() + "; without --live none is needed");
        }
        if (Files.notExists(backup)) {
            throw new FailedException("there is no backup yet, and nothing is harmed without one: kamiyo backup");
        }
        confirm(folders);
        var url = "http://"
                + (listen.listen().host().equals("0.0.0.0")
                        ? "127.0.0.1"
                        : listen.listen().host()) + ":" + listen.listen().port();
        return drill.live(folders, backup.toRealPath(), pid.getAsLong(), url, faults);
    }

    /// Nobody harms a running service by a slip of the hand.
    private void confirm(Folders folders) throws IOException {
        var err = spec.commandLine().getErr();
        err.println("This harms the files of the running service. Its name is its data folder: " + folders.data());
        err.println("Type the name to go on:");
        err.flush();
        var typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (typed == null || !typed.strip().equals(folders.data().toString())) {
            throw new FailedException("that is not its name; nothing was done");
        }
    }

    private void tell(Result result) {
        if (!asJson) {
            var err = spec.commandLine().getErr();
            err.printf(
                    "%s: %s%n",
                    result.fault(), result.why().isEmpty() ? result.verdict() : result.verdict() + ": " + result.why());
            err.flush();
        }
    }

    private void print(Report report, String kept) {
        var out = spec.commandLine().getOut();
        if (asJson) {
            out.println(report.json());
        } else {
            out.print(report.text());
            out.println("kept in " + kept);
        }
        out.flush();
    }
}
