package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.TestService;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyRoutesTest extends RunningService {
    private static final String KEYS = "/api/v1/keys";

    @Test
    void aKeyIsShownOnceUsedListedAndRevoked() throws Exception {
        var made = service.post(KEYS, "{\"name\":\"a monitor\",\"role\":\"write\",\"expires_at\":\"2099-01-31\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        var json = TestService.json(made);
        var id = json.path("id").asString("");
        var key = json.path("key").asString("");
        assertThat(key).startsWith("kym_");
        assertThat(json.path("expires_at").asString("")).isEqualTo("2099-01-31T00:00:00Z");
        assertThat(json.path("created_by").asString("")).isEqualTo("key:environment");

        assertThat(with(key, KEYS).statusCode()).as("it may only write").isEqualTo(403);
        assertThat(with(key, "/api/v1/reviews").statusCode()).isEqualTo(200);
        var listed = asAdmin(KEYS);
        assertThat(listed.body()).doesNotContain(key);
        assertThat(TestService.json(listed)
                        .valueStream()
                        .filter(one -> one.path("id").asString("").equals(id)))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.path("name").asString("")).isEqualTo("a monitor");
                    assertThat(one.path("last_used_at").isNull()).isFalse();
                });

        var revoked = service.post(KEYS + "/" + id + "/revoke", "{\"reason\":\"lost\"}");
        assertThat(TestService.json(revoked).path("revoked_at").isNull()).isFalse();
        var refused = with(key, "/api/v1/exploits");
        assertThat(refused.statusCode()).as("although reading is open").isEqualTo(401);
        assertThat(refused.body()).contains("this key was revoked at 2");
        assertThat(service.post(KEYS + "/" + id + "/revoke", "").statusCode()).isEqualTo(200);
        assertThat(service.post(KEYS + "/nobody/revoke", "").statusCode()).isEqualTo(404);

        var acts = TestService.json(asAdmin("/api/v1/audit"));
        assertThat(acts.valueStream()
                        .map(act -> act.path("action").asString("") + " "
                                + act.path("subject").asString("")))
                .containsExactly("revoke key " + id, "create key " + id);
        assertThat(acts.at("/0/reason").asString("")).isEqualTo("lost");
    }

    @Test
    void aRepeatGetsTheSameKeyButNotItsSecret() throws Exception {
        var body = "{\"name\":\"a\",\"role\":\"read\"}";
        var first = TestService.json(service.post(KEYS, body, "Idempotency-Key", "k"));
        var again = TestService.json(service.post(KEYS, body, "Idempotency-Key", "k"));
        assertThat(again.path("id")).isEqualTo(first.path("id"));
        assertThat(again.path("key").isNull()).isTrue();
        assertThat(TestService.json(asAdmin(KEYS))).hasSize(2);
        var other = service.post(KEYS, body.replace("read", "admin"), "Idempotency-Key", "k");
        assertThat(other.statusCode()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"role":"read"}                                          | name
            {"name":"a","role":"owner"}                              | role
            {"name":"a"}                                             | role
            {"name":"a","role":"read","expires_at":"2020-01-01"}     | expires_at
            {"name":"a","role":"read","expires_at":"soon"}           | expires_at
            {"name":"a","role":"read","expires_at":"+1000000-01-01T00:00:00Z"} | expires_at
            {"name":"a","role":"read","expires_at":"+10000-01-01"}   | expires_at
            {"name":"a\\u0000b","role":"read"}                       | name
            {"name":"a","role":"read","colour":"red"}                | colour
            """)
    void badKeysNameTheMember(String body, String member) throws Exception {
        var answer = service.post(KEYS, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(TestService.json(answer).path("parameter").asString("")).isEqualTo(member);
    }

    private HttpResponse<String> with(String key, String path) throws Exception {
        return service.send(HttpRequest.newBuilder(service.uri(path)).header("Authorization", "Bearer " + key));
    }

    private HttpResponse<String> asAdmin(String path) throws Exception {
        return with("a key of this very test", path);
    }
}
