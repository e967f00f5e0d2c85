package dev.kamiyo.search;

import dev.kamiyo.exploit.Labelled;
import java.util.Locale;

/// What a list is ordered by; equal values are ordered by the exploit's number.
public enum Sort implements Labelled {
    OCCURRED_AT("occurred"),
    LOSS("loss"),
    MODIFIED_AT("modified");

    private final String column;

    Sort(String column) {
        this.column = column;
    }

    /// The column of `find_exploits`; -1 there is unknown.
    String column() {
        return column;
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
