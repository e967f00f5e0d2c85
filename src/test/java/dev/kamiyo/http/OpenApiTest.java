package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The description is right: each example of it is sent, and each answer has the form that it tells.
final class OpenApiTest extends RunningService {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final String RONIN = """
            {"protocol":"Ronin Bridge","title":"Ronin bridge drained","occurred_at":"2022-03-23","loss_usd":624000000,
             "recovered_usd":5000000,"chains":["ethereum"],"technique":"private-key-compromise","target":"bridge",
             "transactions":[{"chain":"ethereum",
               "hash":"0xc28fad5e8d5e0ce6a2eaf67b6687be5d58113e16be590824d6cfa1a94467d0b7"}],
             "addresses":[{"chain":"ethereum","address":"0x098b716b8aaf21512996dc57eb0615e2383e2f96",
               "role":"attacker"}]}""";

    /// What there is none of yet.
    private static final Set<String> MISSING = Set.of(
            "GET /api/v1/incidents/{id}",
            "GET /api/v1/alerts/deliveries/{id}",
            "POST /api/v1/alerts/deliveries/{id}/replay");

    private static final Pattern JSON = Pattern.compile("application/([a-z.]+\\+)?json");

    private JsonNode document = JsonMapper.shared().createObjectNode();

    @BeforeEach
    void read() throws Exception {
        document = TestService.json(service.get("/openapi.json"));
    }

    @Test
    void everyRouteIsInItAndEveryWordOfItIsUsed() throws Exception {
        var routes = service.routes().all().stream().filter(OpenApi::isShown).toList();
        var told = new TreeSet<String>();
        for (var path : document.path("paths").properties()) {
            path.getValue()
                    .propertyNames()
                    .forEach(method -> told.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }
        assertThat(told)
                .isEqualTo(routes.stream().map(OpenApiTest::name).collect(Collectors.toCollection(TreeSet::new)))
                .contains("GET /api/v1/exploits", "GET /openapi.json")
                .noneMatch(name -> name.contains("/local/"));
        try (var in = OpenApi.class.getResourceAsStream("/openapi/openapi.yaml")) {
            var words = new YAMLMapper().readTree(in);
            assertThat(new TreeSet<>(words.path("operations").propertyNames())).isEqualTo(told);
            var known = routes.stream()
                    .flatMap(route ->
                            route.parameters().stream().flatMap(one -> Stream.of(one, name(route) + " " + one)))
                    .collect(Collectors.toSet());
            assertThat(words.path("parameters").propertyNames()).isSubsetOf(known);
        }
    }

    private static String name(Route route) {
        return route.method() + " " + route.template();
    }

    @Test
    void itHoldsTogether() {
        assertThat(document.path("openapi").asString("")).startsWith("3.1.");
        var ids = new HashSet<String>();
        for (var operation : operations().values()) {
            assertThat(ids.add(operation.path("operationId").asString(""))).isTrue();
            assertThat(operation.path("tags").path(0).asString(""))
                    .isIn(document.path("tags")
                            .valueStream()
                            .map(tag -> tag.path("name").asString(""))
                            .toList());
        }
        for (var reference : document.findValuesAsString("$ref")) {
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
        var meta = SCHEMAS.getSchema("{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}");
        for (var schema : document.at("/components/schemas").properties()) {
            assertThat(meta.validate(schema.getValue())).as(schema.getKey()).isEmpty();
        }
    }

    private Map<String, JsonNode> operations() {
        var all = new LinkedHashMap<String, JsonNode>();
        for (var path : document.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                all.put(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), method.getValue());
            }
        }
        return all;
    }

    @Test
    void everyExampleCanBeSentAndEveryAnswerHasItsForm() throws Exception {
        var other = posted("/api/v1/exploits", "{\"protocol\":\"Other\",\"occurred_at\":\"2024-01-01\"}");
        var ronin = posted("/api/v1/exploits", RONIN);
        posted(
                "/api/v1/claims",
                "{\"source\":\"a\",\"native_id\":\"1\",\"exploit\":{\"protocol\":\"Other\","
                        + "\"occurred_at\":\"2024-01-02\"}}");
        var correction = posted(
                "/api/v1/corrections", "{\"exploit\":\"" + other + "\",\"fields\":{\"loss_usd\":7},\"reason\":\"r\"}");
        var key = posted("/api/v1/keys", "{\"name\":\"a\",\"role\":\"read\"}");
        for (var name : List.of("my-service", "spare")) {
            posted(
                    "/api/v1/alerts/targets",
                    "{\"name\":\"" + name + "\",\"kind\":\"webhook\",\"url\":\"http://127.0.0.1:9/\"}");
        }
        posted(
                "/api/v1/alerts/rules",
                "{\"name\":\"spare\",\"targets\":[\"my-service\"],\"quiet\":{\"from\":\"22:00\",\"to\":\"07:00\"}}");
        mergePartAndAsk();
        var real = Map.of(
                "/api/v1/keys/{id}/revoke", key,
                "/api/v1/corrections/{number}", correction,
                "/api/v1/alerts/targets/{name}/test", "my-service",
                "/api/v1/alerts/targets/{name}/replay", "my-service",
                "/api/v1/alerts/targets/{name}/remove", "spare",
                "/api/v1/alerts/rules/{name}/matches", "spare",
                "/api/v1/alerts/rules/{name}/remove", "spare");
        for (var operation : operations().entrySet()) {
            var method = operation.getKey().substring(0, operation.getKey().indexOf(' '));
            var template = operation.getKey().substring(method.length() + 1);
            var path = template.replace("{hash}", "0x098b716b8aaf21512996dc57eb0615e2383e2f96")
                    .replaceAll("\\{\\w+}", real.getOrDefault(template, ronin));
            if (method.equals("POST")) {
                var body = operation
                        .getValue()
                        .at("/requestBody/content/application~1json/example")
                        .toString()
                        .replace("KYM-2022-00031", ronin)
                        .replace("KYM-2022-00032", other);
                check(operation, service.post(path, body));
                continue;
            }
            check(operation, asAdmin(path));
            for (var parameter : operation.getValue().path("parameters")) {
                if (parameter.path("in").asString("").equals("query") && parameter.has("example")) {
                    check(
                            operation,
                            asAdmin(path + "?" + parameter.path("name").asString("") + "=" + example(parameter)));
                }
            }
        }
    }

    /// Changes of each kind, and a pair that somebody without the right to decide asks to merge.
    private void mergePartAndAsk() throws Exception {
        var ids = new ArrayList<String>();
        for (var members : List.of("\"Lumora\"", "\"Vexa\",\"loss_usd\":5", "\"Nexa\"")) {
            ids.add(posted("/api/v1/exploits", "{\"occurred_at\":\"2020-01-01\",\"protocol\":" + members + "}"));
        }
        var merge = "{\"decision\":\"same\",\"exploits\":[\"" + ids.get(0) + "\",\"%s\"],\"reason\":\"r\"}";
        var number = posted("/api/v1/decisions", merge.formatted(ids.get(1)));
        posted("/api/v1/decisions", "{\"decision\":\"undo\",\"number\":" + number + ",\"reason\":\"r\"}");
        posted("/api/v1/decisions", merge.formatted(ids.get(1)));
        var writer = TestService.json(service.post("/api/v1/keys", "{\"name\":\"w\",\"role\":\"write\"}"));
        var asked = service.send(HttpRequest.newBuilder(service.uri("/api/v1/decisions"))
                .header("Authorization", "Bearer " + writer.path("key").asString(""))
                .POST(BodyPublishers.ofString(merge.formatted(ids.get(2)))));
        assertThat(asked.statusCode()).isEqualTo(202);
        var changes = TestService.json(service.get("/api/v1/changes")).path("changes");
        assertThat(changes.findValuesAsString("kind")).contains("created", "merged", "retired", "revived");
    }

    @Test
    void theReportOfAnIncidentHasItsForm() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        try (var _ = Sqlite3.holding(folder.resolve("kamiyo.db"), "BEGIN EXCLUSIVE;")) {
            Waiting.until(() -> service.get("/health").body().contains("incident"));
        }
        var path = "/api/v1/incidents/"
                + TestService.json(service.get("/api/v1/incidents"))
                        .at("/incidents/0/id")
                        .asString("");
        Waiting.until(
                () -> !TestService.json(service.get(path)).path("healed_at").isNull());
        for (var template : List.of("/api/v1/incidents", "/api/v1/incidents/{id}")) {
            var told = document.path("paths").path(template).at("/get/responses/200/content/application~1json/schema");
            checkForm(told, TestService.json(service.get(template.endsWith("}") ? path : template)), template);
        }
    }

    private static String example(JsonNode parameter) {
        var example = parameter.path("example");
        var text = example.isArray()
                ? example.valueStream().map(one -> one.asString("")).collect(Collectors.joining(","))
                : example.asString("");
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// @return the id or number of what was made
    private String posted(String path, String body) throws Exception {
        var json = TestService.json(service.post(path, body));
        return json.has("id")
                ? json.path("id").asString("")
                : json.path("number").asString("");
    }

    private HttpResponse<String> asAdmin(String path) throws Exception {
        return service.send(HttpRequest.newBuilder(service.uri(path)).header("Authorization", service.authorization()));
    }

    private void check(Map.Entry<String, JsonNode> operation, HttpResponse<String> answer) {
        var where = answer.request().uri() + " " + answer.body();
        var type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        var query = String.valueOf(answer.request().uri().getQuery());
        boolean isMissing = MISSING.contains(operation.getKey())
                || (operation.getKey().equals("GET /api/v1/exploits/{id}") && query.startsWith("as_of=")); // not then
        assertThat(answer.statusCode()).as(where).isIn(isMissing ? List.of(404) : List.of(200, 201, 202));
        var told = isMissing
                ? document.at("/components/responses/Problem")
                : operation.getValue().path("responses").path(String.valueOf(answer.statusCode()));
        assertThat(told.path("content").propertyNames()).as(where).contains(type);
        boolean isWhole = operation.getKey().equals("GET /api/v1/exploits") && !query.startsWith("fields=");
        if (isWhole && type.equals("application/json")) {
            var exploit = document.at("/components/schemas/Exploit");
            TestService.json(answer).forEach(one -> checkForm(exploit, one, where));
        }
        if (JSON.matcher(type).matches()) {
            checkForm(told.path("content").path(type).path("schema"), TestService.json(answer), where);
        }
    }

    /// That an answer is what its schema allows, and has no member that the schema does not know.
    private void checkForm(JsonNode schema, JsonNode answer, String where) {
        assertThat(schema(schema).validate(answer)).as(where).isEmpty();
        var unknown = new TreeSet<String>();
        collectUnknown(parts(schema), answer, "", unknown);
        assertThat(unknown).as(where).isEmpty();
    }

    private void collectUnknown(List<JsonNode> parts, JsonNode value, String path, Set<String> unknown) {
        if (value.isArray()) {
            var items = parts.stream().flatMap(part -> of(part.path("items"))).toList();
            value.forEach(element -> collectUnknown(items, element, path, unknown));
            return;
        }
        for (var member : value.properties()) {
            var known = parts.stream()
                    .flatMap(part -> Stream.concat(
                            of(part.path("properties").path(member.getKey())), of(part.path("additionalProperties"))))
                    .toList();
            if (!known.isEmpty()) {
                collectUnknown(known, member.getValue(), path + "/" + member.getKey(), unknown);
            } else if (parts.stream().noneMatch(OpenApiTest::isDescribedInWords)) {
                unknown.add(path + "/" + member.getKey());
            }
        }
    }

    private static boolean isDescribedInWords(JsonNode schema) {
        return schema.has("description") && !schema.has("properties");
    }

    private Stream<JsonNode> of(JsonNode schema) {
        return schema.isObject() ? parts(schema).stream() : Stream.of();
    }

    /// A schema as those that it is made of.
    private List<JsonNode> parts(JsonNode schema) {
        var reference = schema.path("$ref").asString("");
        var parts = Stream.of("allOf", "anyOf", "oneOf")
                .flatMap(word -> schema.path(word).valueStream())
                .flatMap(part -> parts(part).stream());
        var referred = reference.isEmpty() ? Stream.<JsonNode>of() : of(document.at(reference.substring(1)));
        return Stream.concat(Stream.of(schema), Stream.concat(parts, referred)).toList();
    }

    /// A schema with the components that it refers to.
    private Schema schema(JsonNode schema) {
        ObjectNode whole = JsonMapper.shared().createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", document.path("components"));
        return SCHEMAS.getSchema(whole);
    }

    @Test
    void itsPageShowsEveryOperationAndWorksWithoutTheRest() throws Exception {
        var page = Jsoup.parse(service.get("/docs").body(), "http://kamiyo/docs");
        for (var operation : operations().entrySet()) {
            var id = operation.getValue().path("operationId").asString("");
            var section = Objects.requireNonNull(page.getElementById(id), id);
            assertThat(section.select("h2").text()).isEqualTo(operation.getKey());
            assertThat(section.select("pre").text()).startsWith("curl localhost:8000");
            assertThat(section.select("tbody code").eachText())
                    .containsExactlyElementsOf(operation
                            .getValue()
                            .path("parameters")
                            .valueStream()
                            .map(one -> one.path("name").asString(""))
                            .toList());
        }
        assertThat(page.select("a[href^=#]").eachAttr("href"))
                .allSatisfy(link -> assertThat(page.getElementById(link.substring(1)))
                        .as(link)
                        .isNotNull());
        assertThat(page.select("script[src], link[rel=stylesheet]").stream()
                        .map(one -> one.attr("src") + one.attr("href")))
                .allMatch(url -> url.startsWith("/assets/"));
    }
}
