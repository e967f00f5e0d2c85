package dev.kamiyo.db;

/// A copy does not take a line of the journal. It stops there; a line is never skipped.
final class LineRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LineRefusedException(Role role, long seq, String why) {
        super("the " + role.label() + " does not take write " + seq + ": " + why);
    }
}
