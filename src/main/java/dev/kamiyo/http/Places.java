package dev.kamiyo.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;

/// The paths of the route table. One without {parts} is found by itself; templates are compared one by one.
///
/// Immutable once made; safe for use by many threads.
final class Places {
    private final Map<String, Place> whole = new HashMap<>();
    private final PathMappings<Place> templates = new PathMappings<>();

    Places(List<Route> routes) {
        var byTemplate = routes.stream().collect(Collectors.groupingBy(Route::template));
        byTemplate.forEach((template, same) -> {
            var place = new Place(new UriTemplatePathSpec(template), same);
            if (place.spec.getVariableCount() == 0) {
                whole.put(template, place);
            } else {
                templates.put(place.spec, place);
            }
        });
    }

    /// The place of a path; empty when there is nothing.
    Optional<Place> find(String path) {
        var place = whole.get(path);
        if (place != null) {
            return Optional.of(place);
        }
        var matched = templates.getMatched(path);
        return matched == null ? Optional.empty() : Optional.of(matched.getResource());
    }

    /// The routes of one path.
    static final class Place {
        private final UriTemplatePathSpec spec;
        private final List<Route> routes;
        private final Set<String> methods;
        private final Set<String> localMethods;
        private final boolean open;

        private Place(UriTemplatePathSpec spec, List<Route> routes) {
            this.spec = spec;
            this.routes = List.copyOf(routes);
            this.methods = methods(routes, false);
            this.localMethods = methods(routes, true);
            this.open = routes.stream().allMatch(route -> route.access() == Route.Access.OPEN);
        }

        private static Set<String> methods(List<Route> routes, boolean local) {
            var methods = new TreeSet<String>();
            for (var route : routes) {
                if (local || route.access() != Route.Access.LOCAL) {
                    methods.add(route.method().name());
                }
            }
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            return methods;
        }

        /// As the route table has it.
        String template() {
            return spec.getDeclaration();
        }

        /// Whether all that it has is always open.
        boolean isOpen() {
            return open;
        }

        /// The methods that exist for a caller, in alphabetical order.
        ///
        /// @param local whether it is a verb of this machine
        Set<String> methods(boolean local) {
            return local ? localMethods : methods;
        }

        /// The route of a method.
        Optional<Route> route(String method) {
            for (var route : routes) {
                if (route.method().name().equals(method)) {
                    return Optional.of(route);
                }
            }
            return Optional.empty();
        }

        /// The values of the template's parts.
        Map<String, String> parts(String path) {
            var parts = spec.getVariableCount() == 0 ? null : spec.getPathParams(path);
            return parts == null ? Map.of() : parts;
        }
    }
}
