package dev.kamiyo.db;

/// The file was written by a newer program. It is left untouched: run that program again, or restore an older backup.
public final class SchemaTooNewException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaTooNewException(int found, int known) {
        super("the data has schema version " + found + ", this program knows up to " + known);
    }
}
