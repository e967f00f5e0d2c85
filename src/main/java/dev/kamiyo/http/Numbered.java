package dev.kamiyo.http;

import java.util.List;
import java.util.function.ToLongFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Lists whose rows have numbers, the latest first; a number is the cursor too.
final class Numbered {
    private static final int MOST = 1_000;
    private static final int DEFAULT = 100;

    private Numbered() {}

    /// Reads a part of a list.
    @FunctionalInterface
    interface Rows<T> {
        List<T> read(long before, int limit);
    }

    /// Writes a row into an object.
    @FunctionalInterface
    interface Writer<T> {
        void write(T row, ObjectNode json);
    }

    /// The page that a request asks for with `limit` and `cursor`.
    ///
    /// @throws ProblemException when these are not allowed
    static <T> Response page(Request request, String path, Rows<T> rows, ToLongFunction<T> number, Writer<T> writer) {
        int limit = request.number("limit", 1, MOST, DEFAULT);
        var found = rows.read(before(request), limit + 1);
        var shown = found.subList(0, Math.min(limit, found.size()));
        var json = JsonMapper.shared().createArrayNode();
        shown.forEach(row -> writer.write(row, json.addObject()));
        var response = Response.json(json.toString());
        return found.size() <= limit
                ? response
                : response.with(
                        "Link",
                        "<" + path + Views.next(request, String.valueOf(number.applyAsLong(shown.getLast())))
                                + ">; rel=\"next\"");
    }

    private static long before(Request request) {
        var text = request.query().get("cursor");
        if (text == null) {
            return Long.MAX_VALUE;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new ProblemException(Problem.invalidParameter(
                    "cursor", "this is not a cursor; take it from the Link header of the page before"));
        }
        return Long.parseLong(text);
    }
}
