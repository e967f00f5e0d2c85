package dev.kamiyo.cli;

import dev.kamiyo.doctor.Check;
import dev.kamiyo.doctor.Doctor;
import dev.kamiyo.doctor.Patient;
import dev.kamiyo.files.FolderLock;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `kamiyo doctor`: the runbook's diagnosis as a checklist. Starts no service, so that it works whatever state the
/// data are in.
@Command(
        name = "doctor",
        description = "Looks at everything the runbook looks at, and says what to type next. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 1 when something is out of order; a warning is not.",
            "",
            "Example: kamiyo doctor --json",
        })
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private DataSettings data = new DataSettings();

    @Mixin
    private OnCallSettings onCall = new OnCallSettings();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean asJson;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DoctorCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        var checks = new Doctor(patient(), Clock.systemUTC()).run();
        boolean well = Doctor.isWell(checks);
        var out = spec.commandLine().getOut();
        if (asJson) {
            var json = JsonMapper.shared().createObjectNode().put("well", well);
            var array = json.putArray("checks");
            checks.forEach(check -> array.add(check.json()));
            out.println(json);
        } else {
            print(checks);
            out.println(well ? "\nnothing is out of order" : "\nsomething is out of order");
        }
        out.flush();
        return well ? 0 : 1;
    }

    private Patient patient() {
        return new Patient(
                data.folders(),
                data.backups(Clock.systemUTC()),
                Optional.ofNullable(System.getenv("KAMIYO_LOGS"))
                        .filter(text -> !text.isBlank())
                        .map(Path::of),
                onCall.file(),
                Patient.alive(FolderLock.holder(data.data())),
                LocalConnection.health(data));
    }

    private void print(List<Check> checks) {
        var out = spec.commandLine().getOut();
        for (var check : checks) {
            out.printf("%-8s %-13s %s%n", check.verdict(), check.name(), check.finding());
            if (!check.meaning().isEmpty()) {
                out.printf("%-8s %-13s meaning: %s%n", "", "", check.meaning());
            }
            if (!check.next().isEmpty()) {
                out.printf("%-8s %-13s next:    %s%n", "", "", check.next());
            }
        }
    }
}
