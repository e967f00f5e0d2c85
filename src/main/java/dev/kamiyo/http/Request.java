package dev.kamiyo.http;

import dev.kamiyo.access.Caller;
import dev.kamiyo.exploit.Labelled;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A request that has a route, with its parameters checked against it.
///
/// @param path values of the template's parts
/// @param query values of known parameters; several of one are parted by commas
/// @param accept the header of that name; empty when there is none
/// @param idempotencyKey the header of that name, when it was sent
/// @param lastEventId the header of that name, when it was sent
/// @param body within the limit; empty when there is none
/// @param caller who makes it
/// @param base what makes a path a whole address for the caller; empty when nobody knows
record Request(
        Map<String, String> path,
        Map<String, String> query,
        String accept,
        Optional<String> idempotencyKey,
        Optional<String> lastEventId,
        byte[] body,
        Caller caller,
        Supplier<String> base) {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// A part of the path.
    String part(String name) {
        var value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no {" + name + "}");
        }
        return value;
    }

    /// A query parameter that is a whole number.
    ///
    /// @throws ProblemException when it is something else, or out of range
    int number(String name, int least, int most, int otherwise) {
        var text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new ProblemException(Problem.invalidParameter(
                name, name + " is '" + text + "'; a whole number from " + least + " to " + most + " is due"));
    }

    /// A query parameter that is one of a few words.
    ///
    /// @throws ProblemException when it is another
    <E extends Enum<E> & Labelled> E choice(String name, Class<E> type, E otherwise) {
        var text = query.get(name);
        return text == null ? otherwise : choice(name, text, type);
    }

    /// A query parameter that takes several of a few words, in their own order; none when it is not given.
    ///
    /// @throws ProblemException when there is another
    <E extends Enum<E> & Labelled> Set<E> choices(String name, Class<E> type) {
        var chosen = EnumSet.noneOf(type);
        var text = query.get(name);
        for (int from = 0, to; text != null && from <= text.length(); from = to + 1) {
            int comma = text.indexOf(',', from);
            to = comma < 0 ? text.length() : comma;
            chosen.add(choice(name, text.substring(from, to), type));
        }
        return chosen;
    }

    private static <E extends Enum<E> & Labelled> E choice(String name, String text, Class<E> type) {
        var allowed = Labelled.labels(type);
        return Labelled.parse(type, text.strip())
                .orElseThrow(() -> new ProblemException(Problem.invalidParameter(
                        name,
                        "a value of " + name + " is not known; allowed are " + String.join(", ", allowed),
                        allowed)));
    }

    /// The same with these query parameters only.
    Request only(String... names) {
        var some = new HashMap<>(query);
        some.keySet().retainAll(List.of(names));
        return new Request(path, some, accept, idempotencyKey, lastEventId, body, caller, base);
    }

    /// The same with another value of a query parameter.
    Request with(String name, String value) {
        var more = new HashMap<>(query);
        more.put(name, value);
        return new Request(path, more, accept, idempotencyKey, lastEventId, body, caller, base);
    }

    /// The same without the query parameters that are blank: a form sends the fields that nobody filled in, too.
    Request filled() {
        var some = new HashMap<>(query);
        some.values().removeIf(String::isBlank);
        return new Request(path, some, accept, idempotencyKey, lastEventId, body, caller, base);
    }

    /// The body as JSON, in UTF-8, each member of an object once.
    ///
    /// @throws ProblemException when it is none
    JsonNode json() {
        var text = text();
        try {
            var json = JSON.readTree(text);
            if (!json.isMissingNode()) {
                return json;
            }
        } catch (JacksonException e) {
            throw new ProblemException(
                    Problem.invalidBody("body", "the body is not JSON that names each member once" + place(e), null));
        } catch (NumberFormatException _) { // the parser lets this one through
            throw new ProblemException(Problem.invalidBody("body", "the body has a number that is too large", null));
        }
        throw new ProblemException(Problem.invalidBody("body", "a JSON body is due", null));
    }

    /// What is no UTF-8 is refused rather than read as something else. A mark of the order of bytes may stand in front.
    private String text() {
        var bytes = ByteBuffer.wrap(body);
        var text = CharBuffer.allocate(body.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
        if (result.isError()) {
            throw new ProblemException(Problem.invalidBody(
                    "body", "the body is not UTF-8: it breaks at byte " + (bytes.position() + 1), null));
        }
        text.flip();
        return text.toString().startsWith("\uFEFF") ? text.toString().substring(1) : text.toString();
    }

    /// Where the parser stopped; it does not know when it gave up on too much nesting.
    private static String place(JacksonException e) {
        var at = e.getLocation();
        return at == null ? "" : ": it breaks at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
