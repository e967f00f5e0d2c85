package dev.kamiyo.testing;

import dev.kamiyo.db.Watcher;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what a database tells, in order. Safe for use by many threads.
///
/// @param all a line each
public record Told(List<String> all) implements Watcher {
    /// Nothing yet.
    public Told() {
        this(new CopyOnWriteArrayList<>());
    }

    @Override
    public void handEdit(Path saved, int rows) {
        all.add("edit " + saved);
    }

    @Override
    public void journalHurt(String why) {
        all.add("journal " + why);
    }

    @Override
    public void journalHarmed(String where) {
        all.add(where);
    }

    @Override
    public void startedWith(String finding) {
        all.add(finding);
    }
}
