package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.TestService;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Claims of a team's programs, decisions, corrections and the audit log.
final class ModerationRoutesTest extends RunningService {
    private static final String EXPLOITS = "/api/v1/exploits";
    private static final String CLAIMS = "/api/v1/claims";
    private static final String DECISIONS = "/api/v1/decisions";
    private static final String CORRECTIONS = "/api/v1/corrections";
    private String writer = "";

    @Test
    void whatAProgramReportsMergesLikeAnyOther() throws Exception {
        var id = id(report("one", "a", "Lumora", 1_000_000));
        assertThat(id(report("two", "b", "Lumora Finance", 1_200_000))).isEqualTo(id);
        assertThat(service.get(EXPLOITS).headers().firstValue("X-Total-Count")).contains("1");
        var json = TestService.json(service.get(EXPLOITS + "/" + id));
        assertThat(json.at("/sources/0/name").stringValue()).isEqualTo("team:one");
        assertThat(json.at("/claims")).hasSize(2);
        assertThat(json.at("/provenance/loss_usd/source").stringValue()).isEqualTo("team:one");
        assertThat(json.at("/provenance/loss_usd/disagree/0/source").stringValue())
                .isEqualTo("team:two");
        assertThat(json.at("/provenance/loss_usd/disagree/0/value").asInt()).isEqualTo(1_200_000);
        assertThat(json.at("/provenance/title/agree/0").stringValue()).isEqualTo("team:two");
        assertThat(json.at("/provenance/chains/0").toString())
                .isEqualTo("{\"value\":\"bsc\",\"sources\":[\"team:one\",\"team:two\"]}");
    }

    @Test
    void theSameReportUnderOneKeyIsTakenOnce() throws Exception {
        var body = claim("one", "a", "Lumora", 5);
        var first = service.post(CLAIMS, body, "Idempotency-Key", "k");
        assertThat(service.post(CLAIMS, body, "Idempotency-Key", "k").body()).isEqualTo(first.body());
        assertThat(service.post(CLAIMS, claim("one", "a", "Vexa", 5), "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            {"native_id":"a","exploit":{"protocol":"X","occurred_at":"2024-05-10"}}                | source
            {"source":"A b","native_id":"a","exploit":{"protocol":"X","occurred_at":"2024-05-10"}} | source
            {"source":"a","exploit":{"protocol":"X","occurred_at":"2024-05-10"}}                   | native_id
            {"source":"a","native_id":"a","exploit":{"protocol":"X"}}                              | exploit.occurred_at
            {"source":"a","native_id":"a","exploit":7}                                             | exploit
            {"source":"a","native_id":"a"}                                                         | exploit
            {"source":"a","native_id":"a","url":"x","exploit":{"protocol":"X","occurred_at":"2024-05-10"}} | url
            {"source":"a","colour":"red"}                                                          | colour
            """)
    void badReportsNameTheMember(String body, String member) throws Exception {
        refused(service.post(CLAIMS, body), member);
    }

    @Test
    void anAdminMergesAndTheOldIdLeadsToTheOther() throws Exception {
        var one = id(report("one", "a", "Lumora", 5));
        var two = id(report("two", "b", "Vexa", 5_000));
        var merged = decide("\"same\",\"exploits\":[\"" + one + "\",\"" + two + "\"]");
        assertThat(merged.statusCode()).isEqualTo(200);
        assertThat(TestService.json(merged).at("/exploits")).hasSize(1);
        var moved = service.get(EXPLOITS + "/" + two);
        assertThat(moved.statusCode()).isEqualTo(301);
        assertThat(moved.headers().firstValue("Location")).contains(EXPLOITS + "/" + one);
        assertThat(service.get(EXPLOITS).headers().firstValue("X-Total-Count")).contains("1");
        var claims = service.get(EXPLOITS + "/" + two + "/claims");
        assertThat(claims.statusCode()).isEqualTo(301);
        assertThat(claims.headers().firstValue("Location")).contains(EXPLOITS + "/" + one + "/claims");
        var history = service.get(EXPLOITS + "/" + two + "/history?limit=1");
        assertThat(TestService.json(history).at("/0/kind").stringValue()).isEqualTo("retired");
        assertThat(history.headers().firstValue("Link").orElse(""))
                .startsWith("<" + EXPLOITS + "/" + two + "/history?cursor=")
                .endsWith("; rel=\"next\", <" + EXPLOITS + "/" + one + "/history>; rel=\"successor-version\"");

        assertThat(id(report("two", "b", "Vexa", 7_000))).as("it holds").isEqualTo(one);
        var number = TestService.json(merged).get("number").asLong();
        assertThat(decide("\"undo\",\"number\":" + number).statusCode()).isEqualTo(200);
        assertThat(service.get(EXPLOITS + "/" + two).statusCode()).isEqualTo(200);
        assertThat(service.get(EXPLOITS).headers().firstValue("X-Total-Count")).contains("2");
        refused(decide("\"undo\",\"number\":" + number), "number");
    }

    @Test
    void aClaimIsPartedForGood() throws Exception {
        var one = id(report("one", "a", "Lumora", 5));
        report("two", "b", "Lumora", 5);
        assertThat(decide("\"unmerge\",\"claim\":{\"source\":\"team:two\",\"native_id\":\"b\"}")
                        .statusCode())
                .isEqualTo(200);
        var two = id(report("two", "b", "Lumora", 6));
        assertThat(two).isNotEqualTo(one);
        assertThat(decide("\"same\",\"exploits\":[\"" + one + "\",\"" + two + "\"]")
                        .statusCode())
                .isEqualTo(200);
        assertThat(service.get(EXPLOITS).headers().firstValue("X-Total-Count")).contains("1");
    }

    @Test
    void aKeyThatMayWriteOnlyProposes() throws Exception {
        var made = TestService.json(service.post("/api/v1/keys", "{\"name\":\"w\",\"role\":\"write\"}"));
        writer = made.get("key").stringValue();
        var one = id(report("one", "a", "Lumora", 5));
        var two = id(report("two", "b", "Vexa", 5_000));
        var body = "{\"decision\":\"same\",\"exploits\":[\"" + one + "\",\"" + two + "\"],\"reason\":\"r\"}";
        var asked = asWriter(DECISIONS, body);
        assertThat(asked.statusCode()).isEqualTo(202);
        assertThat(service.get(EXPLOITS).headers().firstValue("X-Total-Count")).contains("2");
        var open = asAdmin("/api/v1/reviews");
        assertThat(open).hasSize(1);
        assertThat(open.at("/0/number")).isEqualTo(TestService.json(asked).get("number"));
        assertThat(open.at("/0/proposal").stringValue()).isEqualTo("same");
        assertThat(open.at("/0/proposed_by").stringValue())
                .isEqualTo("key:" + made.get("id").stringValue());
        var decided = service.post(DECISIONS, body);
        assertThat(decided.statusCode()).isEqualTo(200);
        var undo = "{\"decision\":\"undo\",\"number\":"
                + TestService.json(decided).get("number").asLong() + ",\"reason\":\"r\"}";
        assertThat(asWriter(DECISIONS, undo).statusCode()).isEqualTo(403);
        assertThat(asAdmin("/api/v1/reviews")).isEmpty();

        var correction = "{\"exploit\":\"" + one + "\",\"fields\":{\"loss_usd\":77},\"reason\":\"r\"}";
        var proposed = asWriter(CORRECTIONS, correction);
        assertThat(proposed.statusCode()).isEqualTo(202);
        var path = CORRECTIONS + "/" + TestService.json(proposed).get("number").asLong();
        assertThat(asWriter(path, "{\"verdict\":\"approve\",\"reason\":\"r\"}").statusCode())
                .isEqualTo(403);
        assertThat(service.post(path, "{\"verdict\":\"reject\",\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(200);
        var late = service.post(path, "{\"verdict\":\"approve\",\"reason\":\"r\"}");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("is rejected; only one that is proposed can be approved");
        assertThat(service.post(CORRECTIONS + "/9999", "{\"verdict\":\"approve\",\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(asAdmin(CORRECTIONS).at("/0/state").stringValue()).isEqualTo("rejected");
        assertThat(service.send(HttpRequest.newBuilder(service.uri("/api/v1/audit"))
                                .header("Authorization", "Bearer " + writer))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aCorrectionStandsAboveEverySourceAndCanBeUndone() throws Exception {
        var id = id(report("one", "a", "Lumora", 5));
        var correction = "{\"exploit\":\"" + id + "\",\"fields\":{\"loss_usd\":77,\"chains\":[\"base\"],"
                + "\"occurred_at\":null},\"reason\":\"the post-mortem\"}";
        var corrected = service.post(CORRECTIONS, correction);
        assertThat(corrected.statusCode()).isEqualTo(200);
        var json = TestService.json(service.get(EXPLOITS + "/" + id));
        assertThat(json.get("loss_usd").asInt()).isEqualTo(77);
        assertThat(json.get("chains").toString()).isEqualTo("[\"base\"]");
        assertThat(json.get("occurred_at").isNull()).isTrue();
        assertThat(json.get("title").stringValue()).isEqualTo("Lumora");
        assertThat(json.at("/provenance/loss_usd/source").stringValue()).isEqualTo("correction");
        report("one", "a", "Lumora", 6);
        assertThat(TestService.json(service.get(EXPLOITS + "/" + id))
                        .get("loss_usd")
                        .asInt())
                .isEqualTo(77);

        var number = TestService.json(corrected).get("number").asLong();
        assertThat(service.post(CORRECTIONS + "/" + number, "{\"verdict\":\"undo\",\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(TestService.json(service.get(EXPLOITS + "/" + id))
                        .get("loss_usd")
                        .asInt())
                .isEqualTo(6);
        var acts = asAdmin("/api/v1/audit");
        assertThat(acts.valueStream().map(act -> act.get("action").stringValue()))
                .containsExactly("undone correction", "report", "correct", "report");
        assertThat(acts.at("/2/detail/loss_usd").asInt()).isEqualTo(77);
    }

    @Test
    void aCorrectionIsNamedAmongTheSourcesAndItsListReplacesTheOthers() throws Exception {
        var id = id(report("one", "a", "Lumora", 500));
        correct(id, "\"loss_usd\":770,\"chains\":[\"base\",\"bsc\"],\"references\":[\"https://example.org/a\"]");
        correct(id, "\"loss_usd\":780,\"references\":[\"https://example.org/b\"]");
        correct(id, "\"chains\":[\"bsc\"]");
        var json = TestService.json(service.get(EXPLOITS + "/" + id));
        assertThat(json.get("sources")
                        .valueStream()
                        .map(source -> source.get("name").stringValue()))
                .containsExactly("correction", "team:one");
        assertThat(service.get(EXPLOITS + "?source=correction").headers().firstValue("X-Total-Count"))
                .contains("1");
        assertThat(json.at("/provenance/loss_usd/source").stringValue()).isEqualTo("correction");
        assertThat(json.at("/provenance/loss_usd/agree")).isEmpty();
        assertThat(json.at("/provenance/loss_usd/disagree")).hasSize(1);
        assertThat(json.at("/provenance/chains").toString())
                .isEqualTo("[{\"value\":\"bsc\",\"sources\":[\"correction\",\"team:one\"]}]");
        assertThat(json.at("/provenance/references").toString())
                .isEqualTo("[{\"value\":\"https://example.org/b\",\"sources\":[\"correction\"]}]");

        correct(id, "\"chains\":[]");
        assertThat(TestService.json(service.get(EXPLOITS + "/" + id))
                        .at("/provenance")
                        .has("chains"))
                .isFalse();
    }

    private void correct(String id, String fields) throws Exception {
        var answer =
                service.post(CORRECTIONS, "{\"exploit\":\"" + id + "\",\"fields\":{" + fields + "},\"reason\":\"r\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void decisionsAndCorrectionsUnderOneKeyAreDoneOnce() throws Exception {
        var one = id(report("one", "a", "Lumora", 5));
        var two = id(report("two", "b", "Vexa", 5_000));
        var decision = "{\"decision\":\"same\",\"exploits\":[\"" + one + "\",\"" + two + "\"],\"reason\":\"r\"}";
        var decided = once(DECISIONS, decision);
        refused(service.post(DECISIONS, decision, "Idempotency-Key", "another"), "exploits");
        assertThat(service.post(DECISIONS, decision.replace("same", "not-same"), "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(422);
        assertThat(decided.get("exploits")).hasSize(1);

        var correction = "{\"exploit\":\"" + one + "\",\"fields\":{\"loss_usd\":77},\"reason\":\"r\"}";
        assertThat(service.post(CORRECTIONS, correction, "Idempotency-Key", "k").statusCode())
                .as("one key for two requests")
                .isEqualTo(422);
        var number = service.post(CORRECTIONS, correction, "Idempotency-Key", "c");
        assertThat(service.post(CORRECTIONS, correction, "Idempotency-Key", "c").body())
                .isEqualTo(number.body());
        var path = CORRECTIONS + "/" + TestService.json(number).get("number").asLong();
        var undo = "{\"verdict\":\"undo\",\"reason\":\"r\"}";
        var undone = service.post(path, undo, "Idempotency-Key", "u");
        assertThat(undone.statusCode()).isEqualTo(200);
        assertThat(service.post(path, undo, "Idempotency-Key", "u").body()).isEqualTo(undone.body());
        assertThat(asAdmin("/api/v1/audit")).hasSize(5);
    }

    private JsonNode once(String path, String body) throws Exception {
        var first = service.post(path, body, "Idempotency-Key", "k");
        var again = service.post(path, body, "Idempotency-Key", "k");
        assertThat(again.statusCode()).isEqualTo(first.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        return TestService.json(first);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"decision":"maybe","reason":"r"}                                       | decision
            {"decision":"same","exploits":["KYM-2024-00001"],"reason":"r"}          | exploits
            {"decision":"same","exploits":["KYM-2024-00001","x"],"reason":"r"}      | exploits
            {"decision":"same","exploits":["KYM-2024-00001","KYM-2024-00009"],"reason":"r"} | exploits
            {"decision":"same","exploits":["KYM-2024-00001","KYM-2024-00001"],"reason":"r"} | exploits
            {"decision":"same","exploits":["KYM-2024-00001","KYM-2024-00001"]}      | reason
            {"decision":"unmerge","claim":{"source":"team:one","native_id":"z"},"reason":"r"} | claim
            {"decision":"unmerge","claim":{"source":"team:one","native_id":"a"},"reason":"r"} | claim
            {"decision":"undo","number":-1,"reason":"r"}                            | number
            """)
    void badDecisionsNameTheMember(String body, String member) throws Exception {
        report("one", "a", "Lumora", 5);
        refused(service.post(DECISIONS, body), member);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"exploit":"KYM-2024-00009","fields":{"loss_usd":1},"reason":"r"}       | exploit
            {"exploit":"KYM-2024-00001","fields":{},"reason":"r"}                   | fields
            {"exploit":"KYM-2024-00001","fields":{"loss_usd":-1},"reason":"r"}      | fields.loss_usd
            {"exploit":"KYM-2024-00001","fields":{"id":"x"},"reason":"r"}           | fields.id
            {"exploit":"KYM-2024-00001","fields":{"title":null},"reason":"r"}       | fields.title
            {"exploit":"KYM-2024-00001","fields":{"occurred_at":"9999-12-31"},"reason":"r"} | fields.occurred_at
            {"exploit":"KYM-2024-00001","fields":{"loss_usd":1},"reason":"r\\ud800"} | reason
            {"exploit":"KYM-2024-00001","fields":{"occurred_precision":"day"},"reason":"r"} | fields.occurred_precision
            {"exploit":"KYM-2024-00001","fields":{"loss_usd":1}}                    | reason
            """)
    void badCorrectionsNameTheMember(String body, String member) throws Exception {
        report("one", "a", "Lumora", 5);
        refused(service.post(CORRECTIONS, body), member);
    }

    private HttpResponse<String> asWriter(String path, String body) throws Exception {
        return service.send(HttpRequest.newBuilder(service.uri(path))
                .header("Authorization", "Bearer " + writer)
                .POST(BodyPublishers.ofString(body)));
    }

    private JsonNode asAdmin(String path) throws Exception {
        return TestService.json(service.send(
                HttpRequest.newBuilder(service.uri(path)).header("Authorization", "Bearer a key of this very test")));
    }

    private HttpResponse<String> decide(String decision) throws Exception {
        return service.post(DECISIONS, "{\"decision\":" + decision + ",\"reason\":\"looked at both\"}");
    }

    private HttpResponse<String> report(String source, String nativeId, String name, long dollars) throws Exception {
        var answer = service.post(CLAIMS, claim(source, nativeId, name, dollars));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    private static String claim(String source, String nativeId, String name, long dollars) {
        return "{\"source\":\"" + source + "\",\"native_id\":\"" + nativeId + "\",\"exploit\":{\"protocol\":\"" + name
                + "\",\"occurred_at\":\"2024-05-10\",\"chains\":[\"bsc\"],\"loss_usd\":" + dollars + "}}";
    }

    private static String id(HttpResponse<String> answer) {
        return TestService.json(answer).get("id").stringValue();
    }

    private static void refused(HttpResponse<String> answer, String member) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(TestService.json(answer).get("parameter").stringValue()).isEqualTo(member);
    }
}
