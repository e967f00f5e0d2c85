package dev.kamiyo.http;

import dev.kamiyo.db.Read;
import dev.kamiyo.export.Format;
import dev.kamiyo.search.AsOf;
import dev.kamiyo.search.Cursor;
import dev.kamiyo.search.Filter;
import dev.kamiyo.search.InvalidFilterException;
import dev.kamiyo.search.Past;
import dev.kamiyo.search.View;
import dev.kamiyo.search.ViewReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.QuotedQualityCSV;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Views of exploits in requests.
final class Views {
    private Views() {}

    /// The parameters of a view, and more.
    static String[] parameters(String... more) {
        return Stream.of(ViewReader.FILTERS, ViewReader.SHOWN, List.of(more))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    /// The parameters of a filter, and more.
    static String[] filters(String... more) {
        return Stream.of(ViewReader.FILTERS, List.of(more))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    /// @throws ProblemException when a parameter cannot be taken
    static Filter filter(Request request, ViewReader reader) {
        try {
            return reader.filter(request.query());
        } catch (InvalidFilterException e) {
            throw new ProblemException(Problem.invalidParameter(e.parameter(), e.why(), e.allowed()));
        }
    }

    /// @throws ProblemException when a parameter cannot be taken
    static View of(Request request, ViewReader reader) {
        try {
            return reader.read(request.query());
        } catch (InvalidFilterException e) {
            throw new ProblemException(Problem.invalidParameter(e.parameter(), e.why(), e.allowed()));
        }
    }

    /// The write as of which is asked, and where it was found; empty for what is known now.
    ///
    /// @throws ProblemException when the parameter means no write that there was
    static Optional<Read<AsOf>> asOf(Request request, Past past) {
        var text = request.query().get("as_of");
        try {
            return text == null ? Optional.empty() : Optional.of(past.find(text));
        } catch (InvalidFilterException e) {
            throw new ProblemException(Problem.invalidParameter(e.parameter(), e.why(), e.allowed()));
        }
    }

    /// A write as `as_of` takes it.
    static String text(AsOf asOf) {
        return asOf.epoch() + "-" + asOf.seq();
    }

    /// The format that `format` names, or else the Accept header.
    ///
    /// @throws ProblemException when it is none, or cannot do with the fields that are asked for
    static Format format(Request request, View view) {
        var text = request.query().get("format");
        var format = text == null
                ? Format.accepted(accepted(request.accept()))
                : Format.parse(text)
                        .orElseThrow(() -> new ProblemException(Problem.invalidParameter(
                                "format",
                                "format is not known; allowed are " + String.join(", ", Format.labels()),
                                Format.labels())));
        if (!view.fields().isEmpty() && !format.takesFields()) {
            throw new ProblemException(Problem.invalidParameter("fields", format.label() + " has fields of its own"));
        }
        return format;
    }

    /// The media types of an Accept header that are taken at all, the best first, of equals those that are no patterns;
    /// none when it breaks the rules.
    private static List<String> accepted(String header) {
        try {
            var types = new QuotedQualityCSV(QuotedQualityCSV.MOST_SPECIFIC_MIME_ORDERING);
            types.addValue(header);
            return types.getValues();
        } catch (IllegalArgumentException _) {
            return List.of();
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

    /// The text that a page of a list of texts starts behind; empty for the first page.
    ///
    /// @throws ProblemException when the cursor is none
    static String after(Request request) {
        var cursor = request.query().get("cursor");
        try {
            return cursor == null ? "" : new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new ProblemException(Problem.invalidParameter(
                    "cursor", "this is not a cursor; take it from the Link header of the page before"));
        }
    }

    /// A page of a list that is ordered by a text of each row.
    ///
    /// @param rows one more than the limit when there are more
    /// @param text what the list is ordered by
    static <T> Response page(
            Request request,
            String path,
            List<T> rows,
            int limit,
            Function<T, String> text,
            BiConsumer<T, ObjectNode> writer) {
        var shown = rows.subList(0, Math.min(limit, rows.size()));
        var json = JsonMapper.shared().createArrayNode();
        shown.forEach(row -> writer.accept(row, json.addObject()));
        var response = Response.json(json.toString());
        if (rows.size() <= limit) {
            return response;
        }
        var last = text.apply(shown.getLast()).getBytes(StandardCharsets.UTF_8);
        var cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(last);
        return response.with("Link", "<" + path + next(request, cursor) + ">; rel=\"next\"");
    }

    /// The query of the next page: the parameters of this one and its cursor.
    static String next(Request request, String cursor) {
        var parameters = new TreeMap<>(request.query());
        parameters.put("cursor", cursor);
        return query(parameters);
    }

    /// Parameters as an address has them.
    static String query(SortedMap<String, String> parameters) {
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
