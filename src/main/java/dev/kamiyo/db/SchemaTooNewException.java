package dev.kamiyo.db;

/// The data were written by a newer program, whose schema this one cannot keep up.
public final class SchemaTooNewException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int known;

    SchemaTooNewException(int found, int known) {
        super("the data have schema " + found + " of a newer version; this program knows schemas up to " + known);
        this.known = known;
    }

    /// The newest schema that this program can open.
    public int known() {
        return known;
    }
}
