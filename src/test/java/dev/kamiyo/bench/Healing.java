package dev.kamiyo.bench;

import dev.kamiyo.db.Role;
import dev.kamiyo.testing.Program;
import java.nio.file.Files;
import java.util.List;

/// A deleted primary, built anew from the standby, checked and in service again, beside copying and checking by hand.
final class Healing implements Measurement {
    @Override
    public List<Figure> at(Site site) throws Exception {
        var copy = site.folder("heal-by-hand").resolve("copy.db");
        try (var database = site.database("heal")) {
            database.settle();
            long begin = System.nanoTime();
            Program.run("cp", database.file().toString(), copy.toString());
            Program.run("sqlite3", copy.toString(), "PRAGMA integrity_check");
            double byHand = (System.nanoTime() - begin) / 1e6;
            Files.delete(database.file());
            database.look();
            begin = System.nanoTime();
            database.healAnew(Role.PRIMARY);
            double millis = (System.nanoTime() - begin) / 1e6;
            if (!database.copy(Role.PRIMARY).inService()) {
                throw new IllegalStateException("the primary is not in service after it was healed");
            }
            return List.of(Figure.beside(
                    "a deleted primary built anew from the standby",
                    site.exploits(),
                    millis,
                    Unit.MILLIS,
                    "cp, integrity_check",
                    byHand,
                    Goal.atMostTimes(1.5)));
        }
    }
}
