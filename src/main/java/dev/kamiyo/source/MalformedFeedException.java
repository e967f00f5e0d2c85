package dev.kamiyo.source;

/// A feed that cannot be trusted as a whole. Nothing of it is taken.
public final class MalformedFeedException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param why for a person: what was found and what is due
    public MalformedFeedException(String why) {
        super(why);
    }

    /// What was found and what is due.
    public String why() {
        return String.valueOf(getMessage());
    }
}
