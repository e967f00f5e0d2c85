package dev.kamiyo.guardian;

import dev.kamiyo.db.Folders;
import dev.kamiyo.files.DiskSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How full the disks of the two folders are. Two folders on one disk are told as the first.
final class DiskGauge implements Gauge {
    /// Percent from which on a disk is warned of.
    static final int WARNS = 80;

    /// Percent from which on a full disk is near.
    static final int ACTS = 95;

    private final Folders folders;

    DiskGauge(Folders folders) {
        this.folders = folders;
    }

    @Override
    public List<Warning> look() throws IOException {
        var found = new ArrayList<>(of("data", folders.data()));
        if (!DiskSpace.areOnOneDisk(folders.data(), folders.run())) {
            found.addAll(of("run", folders.run()));
        }
        return found;
    }

    private static List<Warning> of(String name, Path folder) throws IOException {
        int used = DiskSpace.usedPercent(folder);
        long free = DiskSpace.free(folder);
        if (used >= ACTS) {
            return List.of(new Warning.DiskNearlyFull(name, used, free));
        }
        return used >= WARNS ? List.of(new Warning.DiskFilling(name, used, free)) : List.of();
    }
}
