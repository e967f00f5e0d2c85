package dev.kamiyo.http;

import dev.kamiyo.web.Pages;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The description of the HTTP interface, for programs and as a page. Made when it is first asked for.
final class DescriptionRoutes {
    private final List<Route> described;
    private final Pages pages;
    private volatile @Nullable ObjectNode document;

    /// @param others the routes that are described, besides its own
    DescriptionRoutes(List<Route> others, Pages pages) {
        this.described = Stream.concat(others.stream(), routes().stream()).toList();
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/openapi.json", _ -> Response.json(document().toString())),
                Route.get("/docs", _ -> PageRoutes.html(pages.docs(document()))));
    }

    private ObjectNode document() {
        var known = document;
        if (known == null) {
            known = OpenApi.of(described);
            document = known;
        }
        return known;
    }
}
