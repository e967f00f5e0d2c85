package dev.kamiyo.source;

import dev.kamiyo.exploit.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A feed's JSON object, read member by member; what is of a wrong kind says so with its name.
record JsonRecord(JsonNode json) {
    /// @throws MalformedRecordException when it is not an object
    static JsonRecord of(JsonNode json) throws MalformedRecordException {
        if (!json.isObject()) {
            throw wrong("it", json, "an object");
        }
        return new JsonRecord(json);
    }

    /// What a person finds a record by, in brackets; empty text when it has none.
    static String named(JsonNode json, String member) {
        var name = json.path(member);
        return name.isString() ? name.stringValue().strip() : "";
    }

    /// A text without white space around it; null when absent, null or blank.
    @Nullable
    String text(String member, int longest) throws MalformedRecordException {
        var value = json.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw wrong(member, value, "a text or null");
        }
        return PlainText.read(member, value.stringValue(), longest);
    }

    /// As [#text], but present.
    String need(String member, int longest) throws MalformedRecordException {
        var text = text(member, longest);
        if (text == null) {
            throw new MalformedRecordException(member + " is missing or empty");
        }
        return text;
    }

    /// An identity, given as a whole number or a text of letters, digits and dashes.
    String identity(String member) throws MalformedRecordException {
        var value = json.path(member);
        var text = value.isString() ? value.stringValue() : value.isIntegralNumber() ? value.toString() : "";
        if (!text.matches("[A-Za-z0-9_-]{1,80}")) {
            throw wrong(member, value, "an identity of letters and digits");
        }
        return text;
    }

    /// An amount of dollars; null when absent, null or 0, which feeds write for "unknown".
    @Nullable
    Usd dollars(String member) throws MalformedRecordException {
        var value = json.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber()) {
            throw wrong(member, value, "a number or null");
        }
        try {
            BigDecimal dollars = value.decimalValue();
            return dollars.signum() == 0 ? null : Usd.of(dollars);
        } catch (RuntimeException _) {
            throw wrong(member, value, "from 0 to 9,999,999,999,999.99");
        }
    }

    /// A list of texts; empty when absent or null.
    List<String> texts(String member, int longest) throws MalformedRecordException {
        var value = json.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > longest) {
            throw wrong(member, value, "a list of at most " + longest + " texts or null");
        }
        var texts = new ArrayList<String>();
        for (var element : value) {
            if (!element.isString()) {
                throw wrong(member, value, "a list of texts");
            }
            texts.add(element.stringValue());
        }
        return texts;
    }

    static MalformedRecordException wrong(String member, JsonNode value, String due) {
        return PlainText.wrong(member, value.toString(), due);
    }
}
