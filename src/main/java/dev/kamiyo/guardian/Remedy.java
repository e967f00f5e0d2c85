package dev.kamiyo.guardian;

/// What is done to a copy; each may be repeated, and each ends with the copy at head and back in service, or not at
/// all.
enum Remedy {
    /// Wait, and let it catch up from the journal.
    CATCH_UP("wait, then catch up from the journal", false),
    /// Give the file its mode back, then catch up.
    RESTORE_MODE("give the file its mode back, then catch up from the journal", false),
    /// Take the file as it is, then catch up.
    ACCEPT("take the file as it is, then catch up from the journal", false),
    /// Replace the content under the open handles by that of the other copy.
    HEAL_IN_PLACE("replace the content under the open handles, from the other copy", true),
    /// Build a new file and put it in the place.
    PUBLISH_ANEW("put a new file in the place, built from the other copy", true);

    private final String words;
    private final boolean replaces;

    Remedy(String words, boolean replaces) {
        this.words = words;
        this.replaces = replaces;
    }

    /// For a person.
    String words() {
        return words;
    }

    /// Whether anything is replaced: what was there is saved before.
    boolean replaces() {
        return replaces;
    }
}
