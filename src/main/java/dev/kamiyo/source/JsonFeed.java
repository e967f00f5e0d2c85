package dev.kamiyo.source;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Feeds that are one JSON document, read with exact decimals and bounded depth.
final class JsonFeed {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .maxStringLength(1 << 20)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int HEAD = 40;

    private JsonFeed() {}

    /// The document, which must be an object.
    static JsonNode object(byte[] document) throws MalformedFeedException {
        var json = read(document);
        if (!json.isObject()) {
            throw new MalformedFeedException("the feed is not a JSON object; it begins with " + first(document));
        }
        return json;
    }

    /// A member of a document that must be an array.
    static JsonNode list(JsonNode document, String member) throws MalformedFeedException {
        var list = document.path(member);
        if (!list.isArray()) {
            throw new MalformedFeedException("the feed has no list '" + member + "'");
        }
        return list;
    }

    /// The document, which must be an array with something in it.
    static JsonNode array(byte[] document) throws MalformedFeedException {
        var json = read(document);
        if (!json.isArray()) {
            throw new MalformedFeedException("the feed is not a JSON array; it begins with " + first(document));
        }
        if (json.isEmpty()) {
            throw new MalformedFeedException("the feed has no records");
        }
        return json;
    }

    /// Whether pages, each of which tells how many records there are in all, hold them all. Pages that do not tell the
    /// same were read while records came or went.
    static boolean isWhole(Content content, String total, String list) {
        try {
            long all = 0;
            long held = 0;
            for (var page : content.files().values()) {
                var json = object(page);
                long told = json.path(total).asLong(0);
                if (held > 0 && told != all) {
                    return false;
                }
                all = told;
                held += list(json, list).size();
            }
            return all > 0 && held >= all;
        } catch (MalformedFeedException _) {
            return false;
        }
    }

    private static JsonNode read(byte[] document) throws MalformedFeedException {
        if (new String(document, StandardCharsets.UTF_8).isBlank()) {
            throw new MalformedFeedException("the feed is empty");
        }
        try {
            return JSON.readTree(document);
        } catch (JacksonException e) {
            var at = e.getLocation();
            var place = at == null
                    ? "it is nested too deeply"
                    : "it breaks at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new MalformedFeedException(
                    "the feed is not whole JSON: " + place + ", and begins with " + first(document));
        } catch (NumberFormatException _) {
            throw new MalformedFeedException(
                    "the feed has a number that no JSON library can hold, such as 1e9999999999");
        }
    }

    /// Only one character: what a stranger's server says must not get into our log lines.
    private static String first(byte[] document) {
        var text = new String(document, 0, Math.min(document.length, HEAD), StandardCharsets.UTF_8).strip();
        return text.startsWith("<") ? "'<', as a web page does" : "'" + (text.isEmpty() ? "" : text.charAt(0)) + "'";
    }
}
