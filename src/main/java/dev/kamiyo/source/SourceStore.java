package dev.kamiyo.source;

import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.journal.Table;

/// What is remembered of feeds between fetches. Stateless; safe for use by many threads.
final class SourceStore {
    private static final Table SOURCES = Table.of("sources", "name", "validators", "location", "fetched_at");
    private static final Table META = Table.of("meta", "name", "value");

    /// What the last fetch of a feed from a location gave for a conditional request; empty for none.
    String validators(Reader reader, String source, String location) {
        return reader.text("SELECT validators FROM sources WHERE name = ? AND location = ?", source, location)
                .orElse("");
    }

    /// Remembers a fetch whose records are all kept.
    ///
    /// @return the number of this write
    long fetched(Tx tx, String source, String location, String validators) {
        tx.put(SOURCES, source, validators, location, tx.at().toString());
        return tx.seq();
    }

    /// Whether this edition of the starter catalogue is in the data.
    boolean hasCatalogue(Reader reader, String edition) {
        return reader.text("SELECT value FROM meta WHERE name = ?", Catalogue.NAME)
                .filter(edition::equals)
                .isPresent();
    }

    /// Remembers that this edition is in the data.
    ///
    /// @return the number of this write
    long catalogueLoaded(Tx tx, String edition) {
        tx.put(META, Catalogue.NAME, edition);
        return tx.seq();
    }
}
