package dev.kamiyo.db;

/// The journal cannot bring a copy to its head: lines are missing, or the copy is of another line of writes.
final class JournalGapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalGapException(String why) {
        super(why);
    }
}
