package dev.kamiyo.source;

import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.journal.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Identities that a feed's records have now, of claims that go on under the one they had first. Stateless; safe for
/// use by many threads.
final class AliasStore {
    private static final Table ALIASES = new Table("claim_aliases", List.of("source", "native_id"), List.of("claim"));

    /// The native ids of a feed's claims, by those of their records.
    Map<String, String> of(Reader reader, String source) {
        var aliases = new HashMap<String, String>();
        reader.list(
                "SELECT native_id, claim FROM claim_aliases WHERE source = ?",
                row -> aliases.put(row.getString(1), row.getString(2)),
                source);
        return aliases;
    }

    /// Remembers some more.
    ///
    /// @return the number of this write
    long put(Tx tx, String source, Map<String, String> aliases) {
        aliases.forEach((nativeId, claim) -> tx.put(ALIASES, source, nativeId, claim));
        return tx.seq();
    }
}
