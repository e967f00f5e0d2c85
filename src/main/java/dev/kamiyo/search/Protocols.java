package dev.kamiyo.search;

import dev.kamiyo.exploit.Slug;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Protocols that go by several names: asking for one of the names finds them all. Immutable.
final class Protocols {
    private final Map<String, Set<String>> bySlug = new HashMap<>();

    private Protocols(JsonNode entries) {
        for (var entry : entries) {
            var slugs = new TreeSet<String>();
            slugs.add(entry.get("slug").stringValue());
            entry.get("aliases").forEach(alias -> slugs.add(Slug.of(alias.stringValue())));
            slugs.forEach(slug -> bySlug.put(slug, slugs));
        }
    }

    /// The program's table.
    static Protocols load() {
        try (var in = Protocols.class.getResourceAsStream("/catalogue/protocols.json")) {
            if (in == null) {
                throw new IllegalStateException("the table protocols is not in the program");
            }
            return new Protocols(JsonMapper.shared().readTree(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The slugs of all names of a protocol, given by that of one of them.
    Set<String> slugs(String slug) {
        return bySlug.getOrDefault(slug, Set.of(slug));
    }
}
