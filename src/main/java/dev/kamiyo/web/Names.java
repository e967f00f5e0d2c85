package dev.kamiyo.web;

import dev.kamiyo.exploit.Chains;
import dev.kamiyo.exploit.Vocabulary;
import dev.kamiyo.search.Facet;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// The names that people know the data's slugs by. Immutable.
final class Names {
    private final Chains chains = Chains.load();
    private final Vocabulary techniques = Vocabulary.techniques();
    private final Vocabulary targets = Vocabulary.targets();

    Name chain(String slug) {
        return new Name(slug, chains.name(slug), Topic.CHAIN.url(slug));
    }

    Name technique(String slug) {
        return new Name(slug, techniques.name(slug), Topic.TECHNIQUE.url(slug));
    }

    Name protocol(String slug, String name) {
        return new Name(slug, name, slug.isEmpty() ? "" : Topic.PROTOCOL.url(slug));
    }

    /// What a page is of.
    Name of(Topic topic, String slug) {
        return switch (topic) {
            case CHAIN -> chain(slug);
            case PROTOCOL -> protocol(slug, slug);
            case TECHNIQUE -> technique(slug);
        };
    }

    /// Whether a table has a slug, be there exploits of it or not.
    boolean isKnown(Topic topic, String slug) {
        return switch (topic) {
            case CHAIN -> chains.slugs().contains(slug);
            case TECHNIQUE -> techniques.slugs().contains(slug);
            case PROTOCOL -> false;
        };
    }

    /// What a value of a facet is called.
    String text(Facet facet, String value) {
        return switch (facet) {
            case CHAIN -> chains.name(value);
            case TECHNIQUE -> techniques.name(value);
            case TARGET -> targets.name(value);
            case RECOVERED -> value.equals("true") ? "something came back" : "no recovery known";
            case PROTOCOL, SOURCE -> value;
            case SEVERITY, STATUS -> capital(value);
        };
    }

    static String capital(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /// A part of a path or a value of a query.
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2C", ",")
                .replace("%3A", ":");
    }
}
