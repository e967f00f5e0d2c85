package dev.kamiyo.http;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/// Which web pages may read answers in a browser (the CORS protocol). No cookies are in use, so none are allowed.
///
/// @param any whether all pages may
/// @param origins else those of these origins, such as `https://example.org`
public record Cors(boolean any, Set<String> origins) {
    /// No page of another origin.
    public static final Cors NONE = new Cors(false, Set.of());

    /// Every page.
    public static final Cors ANY = new Cors(true, Set.of());

    private static final String EXPOSED = String.join(
            ", ",
            List.of(
                    "Allow",
                    "Deprecation",
                    "ETag",
                    "Link",
                    "Location",
                    "RateLimit",
                    "RateLimit-Policy",
                    "Retry-After",
                    "Sunset",
                    "X-Total-Count",
                    "Kamiyo-As-Of",
                    "Kamiyo-Read-From",
                    "Kamiyo-Stale-Since"));
    private static final String TAKEN = String.join(
            ", ",
            List.of(
                    "Accept",
                    "Authorization",
                    "Content-Type",
                    "Idempotency-Key",
                    "If-Modified-Since",
                    "If-None-Match",
                    "Last-Event-ID"));
    private static final String AN_HOUR = "3600";

    /// @param origins as browsers send them
    public Cors {
        origins = Set.copyOf(origins);
    }

    /// Whether a request asks beforehand, without a key, what a page may send.
    static boolean isPreflight(String method, HttpFields request) {
        return method.equals("OPTIONS")
                && request.contains("Origin")
                && request.contains("Access-Control-Request-Method");
    }

    /// Says in an answer whether the page that asked may read it.
    void allow(HttpFields request, HttpFields.Mutable answer) {
        if (!any && origins.isEmpty()) {
            return;
        }
        if (!any) {
            answer.add(HttpHeader.VARY, "Origin");
        }
        var origin = request.get("Origin");
        if (allows(origin)) {
            answer.put("Access-Control-Allow-Origin", any ? "*" : origin);
            answer.put("Access-Control-Expose-Headers", EXPOSED);
        }
    }

    private boolean allows(@Nullable String origin) {
        return origin != null && (any || origins.contains(origin));
    }

    /// The answer to a preflight.
    ///
    /// @param methods those of the path
    Response preflight(HttpFields request, Set<String> methods) {
        var answer = Response.of(200, "text/plain", "");
        if (!allows(request.get("Origin"))) {
            return answer;
        }
        return answer.with(
                        "Access-Control-Allow-Methods",
                        methods.stream().sorted().collect(Collectors.joining(", ")))
                .with("Access-Control-Allow-Headers", TAKEN)
                .with("Access-Control-Max-Age", AN_HOUR);
    }
}
