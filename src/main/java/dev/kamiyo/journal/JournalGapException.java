package dev.kamiyo.journal;

/// The journal cannot bring a copy to its head: lines are missing, or the copy is of another line of writes.
public final class JournalGapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalGapException(String why) {
        super(why);
    }
}
