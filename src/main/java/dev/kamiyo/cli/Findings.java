package dev.kamiyo.cli;

import dev.kamiyo.db.Watcher;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log what the database found, and has a backup made where one is due.
final class Findings implements Watcher {
    private static final Logger log = LoggerFactory.getLogger("store");

    private final Runnable askForBackup;

    Findings(Runnable askForBackup) {
        this.askForBackup = askForBackup;
    }

    @Override
    public void handEdit(Path saved, int rows) {
        log.warn(
                "{} rows were edited by hand; they are taken back and saved in {}; to make them the truth: kamiyo adopt",
                rows,
                saved);
    }

    @Override
    public void journalHurt(String why) {
        log.error("the journal was hurt: {}; it goes on in a new file, and a backup is made", why);
        askForBackup.run();
    }

    @Override
    public void journalHarmed(String where) {
        log.error("the journal is harmed: {}; the copies have what it said, and a backup is made", where);
        askForBackup.run();
    }

    @Override
    public void startedWith(String finding) {
        log.warn("found at the start: {}", finding);
        askForBackup.run();
    }
}
