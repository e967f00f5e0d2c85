package dev.kamiyo.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of an API key, but for the key itself, of which only a checksum is kept.
///
/// @param id names it in requests and in the audit log
/// @param name for people: who or what uses it
/// @param role what it allows
/// @param createdAt when it was made
/// @param createdBy who made it; null for the program itself, when it was started
/// @param expiresAt from when on it is refused; null for never
/// @param revokedAt since when it is refused; null when it is not
/// @param lastUsedAt when it was last used, to the hour after a restart; null for never
public record Key(
        String id,
        String name,
        Role role,
        Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    Key revoked(Instant at) {
        return new Key(id, name, role, createdAt, createdBy, expiresAt, at, lastUsedAt);
    }

    Key used(Instant at) {
        return new Key(id, name, role, createdAt, createdBy, expiresAt, revokedAt, at);
    }
}
