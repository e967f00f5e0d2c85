package dev.kamiyo.backup;

/// A backup could not be made; those before it are untouched.
public final class BackupFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param why what, where, and what to do
    BackupFailedException(String why, Throwable cause) {
        super(why, cause);
    }

    /// @param why what, where, and what to do
    BackupFailedException(String why) {
        super(why);
    }
}
