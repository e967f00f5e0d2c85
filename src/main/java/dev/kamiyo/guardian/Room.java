package dev.kamiyo.guardian;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import dev.kamiyo.files.Ballast;
import dev.kamiyo.files.DiskSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes room on the data disk before it is full, so that the journal and the copies can go on: gives the ballast up,
/// and has fewer backups and replaced files kept, until there is room again.
///
/// Scarce is a disk that is at least 95 % full and has less than 2 GB left: 5 % of a large disk are plenty. It is over
/// when the disk would be less than 90 % full, or have 4 GB left, with the ballast made again.
final class Room implements Gauge {
    /// Percent below which there is room again.
    static final int AGAIN = 90;

    private static final Logger log = LoggerFactory.getLogger("guardian");
    private static final long PLENTY = 2L << 30;

    private final Path data;
    private final Ballast ballast;
    private final Database database;
    private final BackupStore backups;
    private volatile boolean scarce;

    Room(Database database, BackupStore backups) {
        this.data = database.folders().data();
        this.ballast = new Ballast(database.folders().ballast());
        this.database = database;
        this.backups = backups;
    }

    @Override
    public void act() throws IOException {
        if (!scarce && DiskSpace.usedPercent(data) >= DiskGauge.ACTS && DiskSpace.free(data) < PLENTY) {
            giveUp();
        } else if (isEnough()) {
            haveAgain();
        }
    }

    private void giveUp() throws IOException {
        boolean was = ballast.giveUp();
        scarce = true;
        if (was) {
            log.warn("the ballast in {} is given up for {} MB of room; free some yourself", data, Ballast.SIZE >> 20);
        }
        backups.keepFewest(true);
        try {
            database.keepFewest(true);
        } catch (IOException e) {
            log.warn("replaced files stay, though room is scarce: {}; delete them by hand: {}", e.getMessage(), data);
        }
    }

    private void haveAgain() throws IOException {
        ballast.make();
        if (scarce) {
            scarce = false;
            backups.keepFewest(false);
            database.keepFewest(false);
            log.info("there is room in {} again: the ballast is made anew", data);
        }
    }

    private boolean isEnough() throws IOException {
        long missing = ballast.isThere() ? 0 : Ballast.SIZE;
        return DiskSpace.usedPercent(data, missing) < AGAIN || DiskSpace.free(data) - missing >= 2 * PLENTY;
    }

    @Override
    public List<Warning> look() throws IOException {
        return scarce ? List.of(new Warning.DiskScarce(DiskSpace.free(data))) : List.of();
    }
}
