package dev.kamiyo.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `kamiyo`. Exit codes: 0 done, 1 failed, 2 wrong usage.
@Command(
        name = "kamiyo",
        description = "Exploit intelligence that you host yourself.",
        synopsisSubcommandLabel = "VERB",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {ServeCommand.class, ImportCommand.class},
        footer = {
            "",
            "'kamiyo VERB --help' shows a verb's settings and an example.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    Main() {}

    /// Runs a verb and exits with its code.
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /// Runs a verb.
    ///
    /// @return the exit code
    static int run(String... args) {
        return new CommandLine(new Main())
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((e, line, _) -> {
                    if (!(e instanceof FailedException)) {
                        throw e;
                    }
                    line.getErr().println(line.getCommandName() + ": " + e.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .setParameterExceptionHandler((e, _) -> {
                    var line = e.getCommandLine();
                    line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + e.getMessage());
                    line.getErr().println("See '" + line.getCommandSpec().qualifiedName() + " --help'.");
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(args);
    }

    /// Without a verb: the list of verbs.
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
