package dev.kamiyo.http;

import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/// Headers that a request may bring in more than one line.
final class HeaderLines {
    private HeaderLines() {}

    /// All lines of a list as one, which means the same (RFC 9110, 5.3); null when there is none.
    static @Nullable String joined(HttpFields headers, HttpHeader name) {
        String all = null;
        for (var field : headers) {
            if (field.getHeader() == name) {
                all = all == null ? field.getValue() : all + ", " + field.getValue();
            }
        }
        return all;
    }

    /// What is no list, and would mean two things in two lines.
    ///
    /// @throws ProblemException when there are several
    static Optional<String> only(HttpFields headers, String name) {
        var lines = headers.getValuesList(name);
        if (lines.size() > 1) {
            throw new ProblemException(Problem.invalidParameter(name, name + " is given more than once"));
        }
        return lines.stream().findFirst();
    }
}
