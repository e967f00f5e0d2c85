package dev.kamiyo.http;

import dev.kamiyo.db.DbFault;
import dev.kamiyo.db.Origin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A request that cannot be answered as asked, told as RFC 9457 problem details.
///
/// @param status the HTTP status
/// @param type the last part of the stable `urn:kamiyo:problem:` name
/// @param title the same for every problem of the type
/// @param detail this very case, and what is allowed
/// @param parameter the parameter, header or member at fault; null when none is
/// @param allowed its allowed values, when they are few; else null
/// @param headers what else the answer carries
record Problem(
        int status,
        String type,
        String title,
        String detail,
        @Nullable String parameter,
        @Nullable List<String> allowed,
        Map<String, String> headers) {

    static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, null, null, Map.of());
    }

    static Problem invalidParameter(String parameter, String detail) {
        return invalidParameter(parameter, detail, null);
    }

    static Problem invalidParameter(String parameter, String detail, @Nullable List<String> allowed) {
        return new Problem(400, "invalid-parameter", "A parameter is not valid", detail, parameter, allowed, Map.of());
    }

    static Problem unknownParameter(String parameter, List<String> allowed) {
        var detail = allowed.isEmpty()
                ? "'" + parameter + "' is not a parameter here; there are none"
                : "'" + parameter + "' is not a parameter here; allowed are " + String.join(", ", allowed);
        return new Problem(400, "unknown-parameter", "A parameter is not known", detail, parameter, allowed, Map.of());
    }

    static Problem invalidBody(String member, String detail, @Nullable List<String> allowed) {
        return new Problem(400, "invalid-body", "The body is not valid", detail, member, allowed, Map.of());
    }

    static Problem notFound(String detail) {
        return of(404, "not-found", "There is no such thing", detail);
    }

    static Problem notFound(String parameter, String detail) {
        return new Problem(404, "not-found", "There is no such thing", detail, parameter, null, Map.of());
    }

    static Problem forbidden(String detail) {
        return of(403, "forbidden", "The key does not allow this", detail);
    }

    static Problem conflict(String detail) {
        return of(409, "conflict", "The request does not go with what there is", detail);
    }

    /// A read or write that the data could not take. Of a refused write nothing is left; one whose fate is not
    /// known is found out by repeating it.
    static Problem unavailable(DbFault fault, boolean unknown) {
        return new Problem(
                503,
                "unavailable",
                "The data cannot be used just now",
                fault.words()
                        + (unknown
                                ? "; whether the write lasted is not known: repeat it with the same Idempotency-Key"
                                : "; nothing was acknowledged: send it again, a write with the same Idempotency-Key"),
                null,
                null,
                Map.of("Retry-After", "1"));
    }

    /// Nothing but a backup can be read, which may lack what the caller needs.
    static Problem stale() {
        return new Problem(
                503,
                "unavailable",
                "The data cannot be used just now",
                "changes cannot be followed in a backup; lists and counts are answered from it",
                null,
                null,
                Map.of("Retry-After", "1"));
    }

    /// Says where it was read that the request cannot be answered, unless that was a healthy primary.
    Problem readFrom(Origin origin) {
        var more = new HashMap<>(headers);
        more.putAll(Response.headers(origin));
        return new Problem(status, type, title, detail, parameter, allowed, more);
    }

    /// The answer that carries it.
    Response response() {
        var json = JsonMapper.shared().createObjectNode();
        json.put("type", "urn:kamiyo:problem:" + type);
        json.put("title", title);
        json.put("status", status);
        json.put("detail", detail);
        if (parameter != null) {
            json.put("parameter", parameter);
        }
        if (allowed != null) {
            allowed.forEach(json.putArray("allowed")::add);
        }
        var response = Response.of(status, "application/problem+json", json.toString());
        return headers.entrySet().stream()
                .reduce(response, (r, header) -> r.with(header.getKey(), header.getValue()), (a, b) -> b);
    }
}
