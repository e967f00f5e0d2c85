package dev.kamiyo.testing;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.testing.SoakLine.Acknowledged;
import dev.kamiyo.testing.SoakLine.Doubled;
import dev.kamiyo.testing.SoakLine.Lost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Holds data against the log of what was acknowledged: each write is there once, with the content it was acknowledged
/// with. Every exploit of these data is expected to come from a write with a key.
final class SoakVerification {
    private static final int CHUNK = 1_000;

    private final Database database;
    private final ExploitStore exploits = new ExploitStore();
    private final Consumer<SoakLine> findings;

    /// @param findings is told what is lost or doubled
    SoakVerification(Database database, Consumer<SoakLine> findings) {
        this.database = database;
        this.findings = findings;
    }

    /// Verifies the writes of a log from a place on; how many they are. From the beginning means: also that no two
    /// exploits of all have the same title.
    long verify(AcknowledgedLog log, long from) throws IOException {
        var chunk = new ArrayList<Acknowledged>();
        var count = new long[1];
        log.forEach(from, acknowledged -> {
            chunk.add(acknowledged);
            count[0]++;
            if (chunk.size() == CHUNK) {
                verify(chunk);
                chunk.clear();
            }
        });
        verify(chunk);
        database.read(this::compareNumbers).ifPresent(findings);
        if (from == 0) {
            database.read(SoakVerification::equalTitles).forEach(title -> findings.accept(new Doubled(title)));
        }
        return count[0];
    }

    private void verify(List<Acknowledged> some) {
        database.read(reader ->
                        some.stream().flatMap(a -> finding(reader, a).stream()).toList())
                .forEach(findings);
    }

    private Optional<Lost> finding(Reader reader, Acknowledged acknowledged) {
        var key = acknowledged.key();
        var kept = reader.text(
                "SELECT subject FROM idempotency WHERE caller = ? AND key = ?", SoakWriter.CALLER, key.toString());
        if (kept.isEmpty()) {
            return Optional.of(new Lost(key, "its key is not there; it made " + acknowledged.id()));
        }
        if (!kept.get().equals(acknowledged.id())) {
            return Optional.of(new Lost(key, "its key leads to " + kept.get() + " instead of " + acknowledged.id()));
        }
        var json = exploits.find(reader, new ExploitId(acknowledged.id()));
        if (json.isEmpty()) {
            return Optional.of(new Lost(key, acknowledged.id() + " is not there"));
        }
        return Acknowledged.digest(json.get()).equals(acknowledged.digest())
                ? Optional.empty()
                : Optional.of(new Lost(key, acknowledged.id() + " has another content: " + json.get()));
    }

    private Optional<Doubled> compareNumbers(Reader reader) {
        long keys = reader.number("SELECT count(*) FROM idempotency");
        long found = exploits.count(reader);
        return keys == found ? Optional.empty() : Optional.of(new Doubled(found + " exploits for " + keys + " keys"));
    }

    private static List<String> equalTitles(Reader reader) {
        return reader.list(
                "SELECT title, group_concat(id) FROM exploits GROUP BY title HAVING count(*) > 1",
                row -> row.getString(1) + ": " + row.getString(2));
    }
}
