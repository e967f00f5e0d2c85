package dev.kamiyo.access;

import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.journal.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table of keys. Stateless.
final class KeyStore {
    private static final Table KEYS = Table.of(
            "keys",
            "id",
            "sha256",
            "role",
            "created_at",
            "name",
            "created_by",
            "expires_at",
            "revoked_at",
            "last_used_at");
    private static final String COLUMNS =
            "SELECT id, sha256, role, created_at, coalesce(name, id), created_by, expires_at, revoked_at, last_used_at"
                    + " FROM keys ";

    /// A key and its checksum.
    record Kept(String sha256, Key key) {}

    /// All keys, the latest first.
    List<Kept> all(Reader reader) {
        return reader.list(COLUMNS + "ORDER BY created_at DESC, id", KeyStore::kept);
    }

    boolean isEmpty(Reader reader) {
        return reader.number("SELECT count(*) FROM keys") == 0;
    }

    Optional<Kept> find(Reader reader, String id) {
        return reader.one(COLUMNS + "WHERE id = ?", KeyStore::kept, id);
    }

    Optional<Kept> findBySum(Reader reader, String sha256) {
        return reader.one(COLUMNS + "WHERE sha256 = ?", KeyStore::kept, sha256);
    }

    void put(Tx tx, Kept kept) {
        var key = kept.key;
        tx.put(
                KEYS,
                key.id(),
                kept.sha256,
                key.role().label(),
                key.createdAt().toString(),
                key.name(),
                key.createdBy(),
                text(key.expiresAt()),
                text(key.revokedAt()),
                text(key.lastUsedAt()));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getString(2),
                new Key(
                        row.getString(1),
                        row.getString(5),
                        Role.of(row.getString(3)),
                        Instant.parse(row.getString(4)),
                        row.getString(6),
                        time(row.getString(7)),
                        time(row.getString(8)),
                        time(row.getString(9))));
    }

    private static @Nullable Instant time(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
