package dev.kamiyo.http;

import dev.kamiyo.search.Cursor;
import dev.kamiyo.search.InvalidFilterException;
import dev.kamiyo.search.View;
import dev.kamiyo.search.ViewReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Views of exploits in requests.
final class Views {
    private Views() {}

    /// The parameters of a view, and more.
    static String[] parameters(String... more) {
        return Stream.of(ViewReader.FILTERS, ViewReader.SHOWN, List.of(more))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    /// @throws ProblemException when a parameter cannot be taken
    static View of(Request request, ViewReader reader) {
        try {
            return reader.read(request.query());
        } catch (InvalidFilterException e) {
            throw new ProblemException(Problem.invalidParameter(e.parameter(), e.why(), e.allowed()));
        }
    }

    /// The place that a page starts behind.
    ///
    /// @throws ProblemException when it is none of this view
    static Optional<Cursor> cursor(Request request, View view) {
        var text = request.query().get("cursor");
        if (text == null) {
            return Optional.empty();
        }
        try {
            var cursor = Cursor.decode(text);
            if (cursor.sort() == view.sort() && cursor.order() == view.order()) {
                return Optional.of(cursor);
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new ProblemException(Problem.invalidParameter(
                "cursor", "this is not a cursor of this list; take it from the Link header of the page before"));
    }

    /// The query of the next page: the parameters of this one and its cursor.
    static String next(Request request, Cursor next) {
        var parameters = new TreeMap<>(request.query());
        parameters.put("cursor", next.encode());
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&", "?", ""));
    }

    /// Commas part values and are sound in a query; so they stay readable.
    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2C", ",");
    }
}
