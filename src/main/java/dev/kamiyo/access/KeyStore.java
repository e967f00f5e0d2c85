package dev.kamiyo.access;

import dev.kamiyo.access.Caller.KeyHolder;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Reader;
import dev.kamiyo.files.Sha256;
import dev.kamiyo.journal.Table;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// API keys. Only their SHA-256 is kept: a key is 192 random bits, or at least 20 characters that an operator chose,
/// so it cannot be guessed from it. Safe for use by many threads.
public final class KeyStore {
    /// The shortest key that an operator may set.
    public static final int SHORTEST = 20;

    private static final Table KEYS = Table.of("keys", "id", "sha256", "role", "created_at");
    private static final String FIRST = "first-admin";
    private static final String SET = "environment";

    private final Database database;

    /// @param database where keys are kept
    public KeyStore(Database database) {
        this.database = database;
    }

    /// Makes the first admin key if there is no key at all, and answers it; this is the only time that it can be read.
    public Optional<String> createFirst() {
        if (database.read(KeyStore::count) > 0) {
            return Optional.empty(); // without a write: a start must not fail because the file is locked
        }
        var random = new byte[24];
        new SecureRandom().nextBytes(random);
        var key = "kym_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return database.write(tx -> {
            if (count(tx) > 0) {
                return Optional.empty();
            }
            tx.put(KEYS, FIRST, Sha256.hex(key), "admin", tx.at().toString());
            return Optional.of(key);
        });
    }

    /// Makes the key that an operator set an admin key; the one that was set before stops working.
    ///
    /// @throws IllegalArgumentException when it is shorter than [#SHORTEST]
    public void set(String key) {
        if (key.length() < SHORTEST) {
            throw new IllegalArgumentException("an admin key has at least " + SHORTEST + " characters");
        }
        var hash = Sha256.hex(key);
        if (database.read(reader -> isKnown(reader, hash))) {
            return;
        }
        database.write(tx -> {
            tx.put(KEYS, SET, hash, "admin", tx.at().toString());
            return hash;
        });
    }

    private static long count(Reader reader) {
        return reader.number("SELECT count(*) FROM keys");
    }

    private static boolean isKnown(Reader reader, String hash) {
        return reader.text("SELECT id FROM keys WHERE sha256 = ?", hash).isPresent();
    }

    /// Whose key this is; empty when it is nobody's.
    public Optional<Caller> find(String key) {
        return database.read(reader -> reader.one(
                "SELECT id, role FROM keys WHERE sha256 = ?",
                row -> new KeyHolder(
                        row.getString(1), Role.valueOf(row.getString(2).toUpperCase(Locale.ROOT))),
                Sha256.hex(key)));
    }
}
