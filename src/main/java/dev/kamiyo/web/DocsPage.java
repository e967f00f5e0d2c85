package dev.kamiyo.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The HTTP interface for people to read, made of its OpenAPI document.
///
/// @param introduction what holds for all of it
/// @param groups its operations by subject
/// @param objects what the answers are made of
record DocsPage(String introduction, List<Group> groups, List<Shape> objects) {
    /// Operations of one subject.
    record Group(String name, String description, List<Operation> operations) {}

    /// A method of a path.
    ///
    /// @param anchor names it within the page
    /// @param who may call it
    /// @param curl a request that can be typed
    record Operation(
            String anchor,
            String method,
            String path,
            String summary,
            String description,
            String who,
            List<Member> parameters,
            String curl,
            List<Answer> answers) {}

    /// A parameter, or a member of an object.
    ///
    /// @param name as it is written
    /// @param type what values are allowed
    record Member(String name, String type, String description, String example) {}

    /// What may be answered.
    ///
    /// @param type of the body; empty when there is none
    /// @param shape the object that it is or has; empty for none
    record Answer(String status, String description, String type, String shape) {}

    /// An object of the answers.
    record Shape(String name, List<Member> members) {}

    private static final String REFERENCE = "#/components/schemas/";

    static DocsPage of(JsonNode document) {
        var groups = new LinkedHashMap<String, Group>();
        for (var tag : document.path("tags")) {
            var name = tag.path("name").asString("");
            groups.put(name, new Group(name, tag.path("description").asString(""), new ArrayList<>()));
        }
        for (var path : document.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                var operation = method.getValue();
                var group = groups.get(operation.path("tags").path(0).asString(""));
                if (group != null) {
                    group.operations.add(operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation));
                }
            }
        }
        var schemas = document.path("components").path("schemas");
        var shapes = schemas.properties().stream()
                .map(schema -> new Shape(schema.getKey(), members(schema.getValue(), schemas)))
                .filter(shape -> !shape.members.isEmpty())
                .toList();
        return new DocsPage(
                document.path("info").path("description").asString(""), List.copyOf(groups.values()), shapes);
    }

    private static Operation operation(String method, String path, JsonNode operation) {
        return new Operation(
                operation.path("operationId").asString(""),
                method,
                path,
                operation.path("summary").asString(""),
                operation.path("description").asString(""),
                who(operation.path("security")),
                operation
                        .path("parameters")
                        .valueStream()
                        .map(DocsPage::parameter)
                        .toList(),
                curl(method, path, operation),
                operation.path("responses").properties().stream()
                        .filter(answer -> !answer.getKey().equals("default"))
                        .map(DocsPage::answer)
                        .toList());
    }

    private static String who(JsonNode security) {
        if (security.isEmpty()) {
            return "everybody, always";
        }
        return security.path(0).isEmpty()
                ? "everybody, unless reading is closed"
                : "holders of a key of the role "
                        + security.path(0).path("key").path(0).asString("");
    }

    private static Member parameter(JsonNode parameter) {
        var several = parameter.has("explode") ? "; several parted by commas" : "";
        return new Member(
                parameter.path("name").asString(""),
                type(
                                parameter.path("schema").has("items")
                                        ? parameter.path("schema").path("items")
                                        : parameter.path("schema"))
                        + several,
                parameter.path("description").asString(""),
                example(parameter));
    }

    private static String example(JsonNode parameter) {
        var example = parameter.path("example");
        return example.isArray()
                ? example.valueStream().map(value -> value.asString("")).collect(Collectors.joining(","))
                : example.asString("");
    }

    /// Its own members, and those of what it is made of.
    private static List<Member> members(JsonNode schema, JsonNode schemas) {
        var reference = schema.path("$ref").asString("");
        if (!reference.isEmpty()) {
            return members(schemas.path(reference.substring(REFERENCE.length())), schemas);
        }
        var parts = schema.path("allOf").valueStream().flatMap(part -> members(part, schemas).stream());
        var own = schema.path("properties").properties().stream()
                .map(member -> new Member(
                        member.getKey(),
                        type(member.getValue()),
                        member.getValue().path("description").asString(""),
                        ""));
        return Stream.concat(parts, own).toList();
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            return schema.path("$ref").asString("").substring(REFERENCE.length());
        }
        if (schema.has("enum")) {
            return schema.path("enum")
                            .valueStream()
                            .map(value -> value.asString(""))
                            .collect(Collectors.joining(", "))
                    + standard(schema);
        }
        if (schema.has("oneOf")) {
            return schema.path("oneOf").valueStream().map(DocsPage::type).collect(Collectors.joining(" or "))
                    + standard(schema);
        }
        if (schema.has("const")) {
            return schema.path("const").asString("");
        }
        if (schema.path("type").isArray()) {
            return schema.path("type")
                    .valueStream()
                    .map(type -> type.asString(""))
                    .collect(Collectors.joining(" or "));
        }
        if (schema.has("items")) {
            return "list of " + type(schema.path("items"));
        }
        var range = schema.has("maximum")
                ? " from " + schema.path("minimum").asString("") + " to "
                        + schema.path("maximum").asString("")
                : "";
        return schema.path("type").asString("any") + range + standard(schema);
    }

    private static String standard(JsonNode schema) {
        return schema.has("default") ? "; " + schema.path("default").asString("") + " if not given" : "";
    }

    private static Answer answer(Map.Entry<String, JsonNode> answer) {
        var content = answer.getValue().path("content").properties();
        var shape = content.isEmpty()
                ? ""
                : shape(content.iterator().next().getValue().path("schema"));
        return new Answer(
                answer.getKey(),
                answer.getValue().path("description").asString(""),
                content.stream().map(Map.Entry::getKey).collect(Collectors.joining(", ")),
                shape);
    }

    /// The object that a schema is, or that its list is of.
    private static String shape(JsonNode schema) {
        var inner = schema.has("items") ? schema.path("items") : schema;
        var reference = inner.has("allOf") ? inner.path("allOf").path(0) : inner;
        var name = reference.path("$ref").asString("");
        return name.isEmpty() ? "" : name.substring(REFERENCE.length());
    }

    private static String curl(String method, String path, JsonNode operation) {
        var url = path;
        for (var parameter : operation.path("parameters")) {
            url = url.replace("{" + parameter.path("name").asString("") + "}", example(parameter));
        }
        var text = new StringBuilder("curl localhost:8000").append(url);
        if (!operation.path("security").path(0).isEmpty()) {
            text.append(" -H \"Authorization: Bearer $KEY\"");
        }
        if (method.equals("POST")) {
            text.append(" \\\n  -d '")
                    .append(operation
                            .path("requestBody")
                            .path("content")
                            .path("application/json")
                            .path("example"))
                    .append('\'');
        }
        return text.toString();
    }
}
