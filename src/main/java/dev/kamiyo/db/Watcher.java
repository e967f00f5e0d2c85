package dev.kamiyo.db;

import java.nio.file.Path;

/// Hears what the database meets that a person should know of. Called on the database's own threads: it must not
/// block and must not call the database.
public interface Watcher {
    /// Rows were edited by hand; they are taken back and saved.
    ///
    /// @param saved the file that `kamiyo adopt` reads
    /// @param rows how many
    void handEdit(Path saved, int rows);

    /// The journal lost what was written to it, and goes on in a new segment: a new backup is due.
    void journalHurt(String why);

    /// Lines of the journal that every copy has are harmed: a new backup is due, so that nobody needs them.
    void journalHarmed(String where);

    /// The start found something that is not in order, and dealt with it.
    void startedWith(String finding);

    /// Hears nothing.
    Watcher NONE = new Watcher() {
        @Override
        public void handEdit(Path saved, int rows) {}

        @Override
        public void journalHurt(String why) {}

        @Override
        public void journalHarmed(String where) {}

        @Override
        public void startedWith(String finding) {}
    };
}
