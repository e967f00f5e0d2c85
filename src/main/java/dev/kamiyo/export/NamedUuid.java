package dev.kamiyo.export;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// UUIDs that are the same whenever they are made for the same thing.
final class NamedUuid {
    private NamedUuid() {}

    static UUID of(String kind, String name) {
        return UUID.nameUUIDFromBytes(("urn:kamiyo:" + kind + ":" + name).getBytes(StandardCharsets.UTF_8));
    }
}
