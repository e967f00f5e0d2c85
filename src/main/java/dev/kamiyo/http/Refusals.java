package dev.kamiyo.http;

import dev.kamiyo.web.Pages;
import dev.kamiyo.web.Refusal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Problems in the form that a caller can read: pages for people who came to a page by a browser, JSON for all others.
final class Refusals {
    private final Pages pages;
    private final Set<String> templates;

    /// @param routes those of the pages and of their files
    Refusals(Pages pages, Stream<Route> routes) {
        this.pages = pages;
        this.templates = routes.map(Route::template)
                .filter(template -> !template.startsWith("/assets/") && !template.endsWith(".json"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// @param template of the path; null when there is nothing there
    Response answer(Request request, @Nullable String template, Problem problem) {
        if (!isForAPerson(request, template)) {
            return problem.response();
        }
        var allowed = problem.allowed();
        var page = pages.refusal(new Refusal(
                problem.status(),
                problem.title(),
                problem.detail(),
                problem.parameter(),
                allowed == null ? List.of() : allowed));
        var response = PageRoutes.html(problem.status(), page);
        for (var header : problem.headers().entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response.with("Vary", "Accept");
    }

    private boolean isForAPerson(Request request, @Nullable String template) {
        var accept = request.getHeaders().get(HttpHeader.ACCEPT);
        return accept != null
                && accept.contains("text/html")
                && !accept.contains("application/problem+json")
                && !request.getMethod().equals("POST")
                && (template == null ? !isOfPrograms(request) : templates.contains(template));
    }

    private static boolean isOfPrograms(Request request) {
        var path = request.getHttpURI().getCanonicalPath();
        return path == null || path.startsWith("/api/") || path.startsWith("/local/") || path.startsWith("/assets/");
    }
}
