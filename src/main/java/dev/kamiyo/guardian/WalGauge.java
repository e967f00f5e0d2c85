package dev.kamiyo.guardian;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Role;
import java.util.Arrays;
import java.util.List;

/// How long the -wal of each copy is. A checkpoint is made every 2 MB; one that cannot finish lets it grow.
final class WalGauge implements Gauge {
    private static final long WARNS = 64L << 20;

    private final Database database;

    WalGauge(Database database) {
        this.database = database;
    }

    @Override
    public List<Warning> look() {
        return Arrays.stream(Role.values())
                .map(role -> new Warning.WalLong(
                        role, Sight.of(database.copy(role).file()).walBytes()))
                .filter(warning -> warning.bytes() >= WARNS)
                .map(Warning.class::cast)
                .toList();
    }
}
