package dev.kamiyo.merge;

import dev.kamiyo.exploit.Slug;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the program knows of names: words that many names have, and protocols that go by several. Immutable.
final class NameWords {
    private static final NameWords LOADED = new NameWords(table("name-words"), table("protocols"));

    private final Set<String> common = new HashSet<>();
    private final Set<String> anybodys = new HashSet<>();
    private final Map<String, String> aliases = new HashMap<>();

    private NameWords(JsonNode words, JsonNode protocols) {
        words.get("kinds").forEach(word -> common.add(word.stringValue()));
        words.get("anybody").forEach(word -> anybodys.add(word.stringValue()));
        common.addAll(anybodys);
        for (var entry : protocols) {
            var slug = entry.get("slug").stringValue();
            spell(slug, slug);
            entry.get("aliases").forEach(alias -> spell(alias.stringValue(), slug));
        }
    }

    private void spell(String name, String slug) {
        var other = aliases.putIfAbsent(compact(name), slug);
        if (other != null && !other.equals(slug)) {
            throw new IllegalStateException("'" + name + "' means both " + other + " and " + slug);
        }
    }

    /// The tables that the program carries.
    static NameWords load() {
        return LOADED;
    }

    /// Whether so many names have this word that it tells nothing.
    boolean isCommon(String word) {
        return common.contains(word);
    }

    /// Whether a word does not even tell what kind of thing has the name: of two that are made of such words only
    /// nobody knows whether they mean the same.
    boolean isAnybodys(String word) {
        return anybodys.contains(word);
    }

    /// The one name of a protocol that is known to go by several.
    ///
    /// @param compact a name as [#compact] makes it
    Optional<String> canonical(String compact) {
        return Optional.ofNullable(aliases.get(compact));
    }

    /// Letters and digits only, in lower case.
    static String compact(String name) {
        return Slug.of(name).replace("-", "");
    }

    private static JsonNode table(String name) {
        try (var in = NameWords.class.getResourceAsStream("/catalogue/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the table " + name + " is not in the program");
            }
            return JsonMapper.shared().readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
