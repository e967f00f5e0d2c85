package dev.kamiyo.cli;

import dev.kamiyo.db.DbFaultException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `kamiyo`. Exit codes: 0 done, 1 failed, 2 wrong usage.
@Command(
        name = "kamiyo",
        description = "Exploit intelligence that you host yourself.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "'kamiyo VERB --help' shows a verb's settings and an example.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
public final class Main implements Runnable {
    /// In the order in which they are listed.
    private static final List<Class<?>> VERBS = List.of(
            ServeCommand.class,
            ImportCommand.class,
            FetchCommand.class,
            SourcesCommand.class,
            ReviewCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            JournalCommand.class,
            AdoptCommand.class,
            StatusCommand.class,
            IncidentsCommand.class,
            DoctorCommand.class,
            DrillCommand.class,
            OnCallCommand.class,
            KeysCommand.class,
            AlertsCommand.class,
            GetCommand.class,
            ExportCommand.class);

    /// The verb that is run most and has to be there soonest.
    private static final String SERVE = "serve";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Main() {}

    /// Runs a verb and exits with its code. What is written, names of files too, does not depend on the machine's
    /// language.
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args));
    }

    /// Runs a verb.
    ///
    /// @return the exit code
    static int run(String... args) {
        var kamiyo = new CommandLine(new Main());
        // Reading the options of all verbs takes a tenth of a second; a service that starts reads its own alone.
        (isServe(args) ? List.<Class<?>>of(ServeCommand.class) : VERBS).forEach(kamiyo::addSubcommand);
        var output = new StandardOutput();
        int code = kamiyo.setOut(output.writer())
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((e, line, _) -> {
                    var name = line.getCommandSpec().qualifiedName();
                    return switch (e) {
                        case FailedException failed -> {
                            line.getErr().println(name + ": " + failed.getMessage());
                            yield failed.exitCode();
                        }
                        case DbFaultException fault -> {
                            line.getErr()
                                    .println(name + ": " + fault.getMessage() + "; nothing was changed, try again");
                            yield ExitCode.SOFTWARE;
                        }
                        default -> throw e;
                    };
                })
                .setParameterExceptionHandler((e, _) -> {
                    var line = e.getCommandLine();
                    var command = line.getCommandSpec();
                    var err = line.getErr();
                    if (e instanceof UnmatchedArgumentException unmatched && command.parent() == null) {
                        err.println("kamiyo: there is no verb '"
                                + unmatched.getUnmatched().getFirst() + "'; verbs: "
                                + String.join(", ", line.getSubcommands().keySet()));
                    } else {
                        err.println(command.qualifiedName() + ": " + e.getMessage());
                    }
                    err.println("See '" + command.qualifiedName() + " --help'.");
                    return ExitCode.USAGE;
                })
                .execute(args);
        kamiyo.getOut().flush();
        return output.failure()
                .map(why -> {
                    kamiyo.getErr().println("kamiyo: the output could not be written: " + why);
                    return code == ExitCode.OK ? ExitCode.SOFTWARE : code;
                })
                .orElse(code);
    }

    private static boolean isServe(String... args) {
        return args.length > 0 && args[0].equals(SERVE);
    }

    /// Without a verb: the list of verbs.
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
