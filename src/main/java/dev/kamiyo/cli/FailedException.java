package dev.kamiyo.cli;

/// A verb cannot do what it was asked, for a reason that a person can mend. Ends the program with 1.
final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param why what, where, and what to do
    FailedException(String why) {
        super(why);
    }
}
