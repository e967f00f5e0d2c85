package dev.kamiyo.source;

/// One record that cannot be a claim; the others are not concerned.
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param why what is wrong with it, and what is due
    public MalformedRecordException(String why) {
        super(why);
    }

    /// What is wrong with it, and what is due.
    public String why() {
        return String.valueOf(getMessage());
    }
}
