package dev.kamiyo.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The HTTP interface as OpenAPI 3.1: paths, methods, parameters and who may call from the route table, so that they
/// are what is served; words and schemas from the resource `openapi/openapi.yaml`.
final class OpenApi {
    /// What is done anew each time it is asked for.
    private static final Set<String> CHANGE_NOTHING =
            Set.of("/api/v1/backups/verify", "/api/v1/alerts/targets/{name}/test");

    private static final Pattern PART = Pattern.compile("\\{(\\w+)}");

    private final JsonNode words = words();
    private final ObjectNode document = JsonMapper.shared().createObjectNode();

    private OpenApi() {}

    /// Describes routes; those for verbs on this machine and the pages are left out.
    ///
    /// @throws IllegalStateException when a route or a parameter has no words
    static ObjectNode of(List<Route> routes) {
        var api = new OpenApi();
        for (var member : List.of("openapi", "info", "tags")) {
            api.document.set(member, api.words.path(member));
        }
        var paths = api.document.putObject("paths");
        for (var route : routes) {
            if (isShown(route)) {
                var path = paths.get(route.template()) instanceof ObjectNode known
                        ? known
                        : paths.putObject(route.template());
                path.set(route.method().name().toLowerCase(Locale.ROOT), api.operation(route));
            }
        }
        api.document.set("components", api.words.path("components"));
        return api.document;
    }

    private static JsonNode words() {
        try (var in = OpenApi.class.getResourceAsStream("/openapi/openapi.yaml")) {
            return new YAMLMapper().readTree(Objects.requireNonNull(in, "openapi.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isShown(Route route) {
        return route.access() != Route.Access.LOCAL
                && (route.template().startsWith("/api/")
                        || route.template().endsWith(".json")
                        || (route.access() == Route.Access.OPEN
                                && !route.template().equals("/admin")
                                && !route.template().startsWith("/assets/")));
    }

    private ObjectNode operation(Route route) {
        var name = route.method() + " " + route.template();
        var operation = JsonMapper.shared().createObjectNode();
        operation.put("operationId", id(route));
        operation.setAll((ObjectNode) found("operations", name));
        var parameters = operation.withArrayProperty("parameters"); // headers, for a few
        for (var part : PART.matcher(route.template()).results().toList()) {
            var parameter = parameters.addObject();
            parameter.put("name", part.group(1)).put("in", "path").put("required", true);
            parameter.setAll(either("parts", route.template(), part.group(1)));
        }
        for (var known : route.parameters()) {
            var parameter = parameters.addObject();
            parameter.put("name", known).put("in", "query");
            parameter.setAll(either("parameters", name, known));
        }
        if (takesIdempotencyKey(route)) {
            var parameter = parameters.addObject();
            parameter.put("name", "Idempotency-Key").put("in", "header");
            parameter.put("description", "The same request again gets the first answer.");
            parameter
                    .putObject("schema")
                    .put("type", "string")
                    .put("minLength", 1)
                    .put("maxLength", 255);
        }
        secure(operation, route.access());
        if (operation.get("responses") instanceof ObjectNode responses) {
            responses.putObject("default").put("$ref", "#/components/responses/Problem");
        }
        return operation;
    }

    private static boolean takesIdempotencyKey(Route route) {
        return route.method() == Route.Method.POST
                && route.access() != Route.Access.READ
                && !CHANGE_NOTHING.contains(route.template());
    }

    private static String id(Route route) {
        return route.method().name().toLowerCase(Locale.ROOT)
                + route.template()
                        .replaceFirst("^/api/v1", "")
                        .replaceAll("[^a-z]+", "-")
                        .replaceFirst("-$", "");
    }

    /// Anybody may read unless the operator says otherwise, so that reading offers both: no key, and one.
    private static void secure(ObjectNode operation, Route.Access access) {
        var security = operation.putArray("security");
        switch (access) {
            case OPEN, LOCAL -> {}
            case READ -> {
                security.addObject();
                security.addObject().putArray("key").add("read");
            }
            case WRITE -> security.addObject().putArray("key").add("write");
            case ADMIN -> security.addObject().putArray("key").add("admin");
        }
    }

    /// What a route means by a name, or else what all mean by it.
    private ObjectNode either(String group, String route, String name) {
        return (ObjectNode)
                (words.path(group).has(route + " " + name) ? found(group, route + " " + name) : found(group, name));
    }

    private JsonNode found(String group, String name) {
        return words.path(group)
                .asObjectOpt()
                .map(all -> all.get(name))
                .map(JsonNode::deepCopy)
                .orElseThrow(() -> new IllegalStateException("openapi.yaml has no '" + name + "' in " + group));
    }
}
