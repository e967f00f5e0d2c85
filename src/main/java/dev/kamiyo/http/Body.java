package dev.kamiyo.http;

import dev.kamiyo.exploit.Characters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A JSON object that a caller sent, read strictly: every refusal names the member.
///
/// @param json the object
record Body(ObjectNode json) {
    /// The longest reason, in characters.
    static final int REASON = 1_000;

    /// The body of a request.
    ///
    /// @param members those that may be there
    /// @throws ProblemException when it is no object, or has others
    static Body of(Request request, String... members) {
        return of(request.json(), members);
    }

    /// As [#of], but for requests that may come without a body.
    static Body orNone(Request request, String... members) {
        return request.body().length == 0
                ? new Body(JsonMapper.shared().createObjectNode())
                : of(request.json(), members);
    }

    private static Body of(JsonNode json, String... members) {
        if (!(json instanceof ObjectNode object)) {
            throw new ProblemException(Problem.invalidBody("", "a JSON object is due", List.of(members)));
        }
        var known = List.of(members);
        for (var name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw new ProblemException(
                        Problem.invalidBody(name, "'" + name + "' is not a member that is known here", known));
            }
        }
        return new Body(object);
    }

    /// A member that has to be there.
    ///
    /// @throws ProblemException when it is not
    JsonNode need(String member) {
        var value = json.path(member);
        if (value.isMissingNode() || value.isNull()) {
            throw new ProblemException(Problem.invalidBody(member, member + " is required", null));
        }
        return value;
    }

    /// A text that has to be there.
    ///
    /// @param most characters
    /// @throws ProblemException when it is not, or is too long, empty or has control characters
    String text(String member, int most) {
        return text(need(member), member, most);
    }

    /// A text that may be there.
    ///
    /// @throws ProblemException when it is no such text
    Optional<String> optional(String member, int most) {
        var value = json.path(member);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(text(value, member, most));
    }

    /// One of a few words that has to be there.
    ///
    /// @throws ProblemException when it is another
    String choice(String member, List<String> allowed) {
        var text = text(member, 40);
        if (!allowed.contains(text)) {
            throw new ProblemException(Problem.invalidBody(member, "'" + text + "' is not one of these", allowed));
        }
        return text;
    }

    /// A whole number from 1 on that has to be there.
    ///
    /// @throws ProblemException when it is not
    long number(String member) {
        var value = need(member);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
            throw new ProblemException(Problem.invalidBody(member, member + " is a whole number from 1 on", null));
        }
        return value.longValue();
    }

    /// A list of texts that has to be there.
    ///
    /// @throws ProblemException when it is not, or has too few or too many
    List<String> texts(String member, int least, int most) {
        var value = need(member);
        if (!value.isArray() || value.size() < least || value.size() > most) {
            throw new ProblemException(
                    Problem.invalidBody(member, member + " is a list of " + least + " to " + most + " texts", null));
        }
        var texts = new ArrayList<String>();
        for (var element : value) {
            texts.add(text(element, member + "[" + texts.size() + "]", 200));
        }
        return texts;
    }

    private static String text(JsonNode value, String member, int most) {
        var text = value.isString() ? value.stringValue().strip() : "";
        if (text.isEmpty() || text.length() > most || !Characters.areSound(text)) {
            throw new ProblemException(Problem.invalidBody(
                    member, member + " is a text of 1 to " + most + " characters " + Characters.DUE, null));
        }
        return text;
    }
}
