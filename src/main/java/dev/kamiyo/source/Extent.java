package dev.kamiyo.source;

import java.util.Locale;

/// How much of a feed is fetched.
public enum Extent {
    /// What changed: nothing when the server says so, and of a feed in pages only the first few, which are the newest.
    NEWEST,
    /// Everything, changed or not.
    ALL;

    /// The word in the file.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
