package dev.kamiyo.cli;

import picocli.CommandLine.ExitCode;

/// A verb cannot do what it was asked, for a reason that a person can mend. Ends the program.
final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /// @param why what, where, and what to do
    FailedException(String why) {
        this(why, ExitCode.SOFTWARE);
    }

    private FailedException(String why, int exitCode) {
        super(why);
        this.exitCode = exitCode;
    }

    /// The verb was asked for something that does not exist.
    static FailedException wrongUsage(String why) {
        return new FailedException(why, ExitCode.USAGE);
    }

    /// 1 for failed, 2 for wrong usage.
    int exitCode() {
        return exitCode;
    }
}
