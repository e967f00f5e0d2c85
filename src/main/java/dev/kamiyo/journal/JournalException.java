package dev.kamiyo.journal;

import java.io.IOException;

/// The journal could not take a group of lines.
public final class JournalException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean untouched;

    /// @param untouched whether no byte of the group was written, so that its fate is known
    JournalException(boolean untouched, IOException cause) {
        super(cause.getMessage(), cause);
        this.untouched = untouched;
    }

    public boolean untouched() {
        return untouched;
    }
}
