package dev.kamiyo.db;

/// An edit by hand cannot be adopted as it is; its message says why.
public final class EditRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param why for a person, without a full stop
    public EditRefusedException(String why) {
        super(why);
    }
}
