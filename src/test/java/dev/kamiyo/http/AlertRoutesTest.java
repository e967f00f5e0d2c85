package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.TestService;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AlertRoutesTest extends RunningService {
    private static final String TARGETS = "/api/v1/alerts/targets";
    private static final String RULES = "/api/v1/alerts/rules";
    private static final String DELIVERIES = "/api/v1/alerts/deliveries";
    private static final String HOOK = "{\"name\":\"own\",\"kind\":\"webhook\",\"url\":\"http://127.0.0.1:1/s3cret\"}";

    private HttpResponse<String> asAdmin(String path) throws Exception {
        return service.send(
                HttpRequest.newBuilder(service.uri(path)).header("Authorization", "Bearer a key of this very test"));
    }

    @Test
    void aTargetIsMadeListedTriedChangedAndRemoved() throws Exception {
        var made = service.post(TARGETS, HOOK, "Idempotency-Key", "k");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        var secret = TestService.json(made).path("secret").asString("");
        assertThat(secret).startsWith("whsec_");
        assertThat(TestService.json(service.post(TARGETS, HOOK, "Idempotency-Key", "k"))
                        .path("secret")
                        .isNull())
                .isTrue();
        var listed = asAdmin(TARGETS);
        assertThat(listed.body()).doesNotContain("s3cret", secret).contains("\"host\":\"127.0.0.1\"");
        assertThat(service.get(TARGETS).statusCode()).isEqualTo(401);

        var tried = TestService.json(service.post(TARGETS + "/own/test", ""));
        assertThat(tried.path("reached").asBoolean(true)).isFalse();
        assertThat(tried.path("failure").asString("")).contains("nothing listens");
        assertThat(service.post(TARGETS + "/nobody/test", "").statusCode()).isEqualTo(404);
        assertThat(service.post(TARGETS, HOOK).statusCode()).isEqualTo(200);

        assertThat(service.post(RULES, "{\"name\":\"all\",\"targets\":[\"own\"]}")
                        .statusCode())
                .isEqualTo(201);
        var needed = service.post(TARGETS + "/own/remove", "");
        assertThat(needed.statusCode()).isEqualTo(409);
        assertThat(needed.body()).contains("rules send to it: all");
        assertThat(service.post(RULES + "/all/remove", "{\"reason\":\"noise\"}").statusCode())
                .isEqualTo(200);
        assertThat(service.post(TARGETS + "/own/remove", "").statusCode()).isEqualTo(200);
        assertThat(asAdmin(TARGETS).body()).isEqualTo("[]");

        var acts = TestService.json(asAdmin("/api/v1/audit"));
        assertThat(acts.valueStream()
                        .map(act -> act.path("action").asString("") + " "
                                + act.path("subject").asString("")))
                .containsExactly(
                        "remove alert target own",
                        "remove alert rule all",
                        "create alert rule all",
                        "change alert target own",
                        "create alert target own");
        assertThat(asAdmin("/api/v1/audit").body()).doesNotContain("s3cret", secret);
    }

    @Test
    void aRuleIsKeptWholeAndGivenBackAsItWas() throws Exception {
        service.post(TARGETS, HOOK);
        var body = "{\"name\":\"mine\",\"filter\":{\"min_loss\":\"1m\"},\"watch\":{\"protocols\":[\"Ronin\"]},"
                + "\"on\":[\"new\",\"recovery\"],\"quiet\":{\"from\":\"22:00\",\"to\":\"07:00\"},\"zone\":\"Europe/Berlin\","
                + "\"targets\":[\"own\"]}";
        assertThat(service.post(RULES, body).statusCode()).isEqualTo(201);
        assertThat(service.post(RULES, body).statusCode()).isEqualTo(200);
        var rule = TestService.json(asAdmin(RULES)).get(0);
        assertThat(rule.at("/filter/min_loss").asString("")).isEqualTo("1m");
        assertThat(rule.at("/on/1").asString("")).isEqualTo("recovery");
        assertThat(rule.path("max_age_days").asInt()).isEqualTo(7);
        assertThat(rule.path("created_by").asString("")).isEqualTo("key:environment");
    }

    @Test
    void aRuleIsAboutAnyNameThatTheDataHave() throws Exception {
        service.post(TARGETS, HOOK);
        for (var name : List.of("MU&MUG", "Lucky Star Currency, FSL", "$$$", "Aave")) {
            service.post("/api/v1/exploits", "{\"protocol\":\"" + name + "\",\"occurred_at\":\"2021-01-01\"}");
        }
        var watch = "{\"name\":\"mine\",\"watch\":{\"protocols\":[\"Lucky Star Currency, FSL\",\"$$$\"]},"
                + "\"targets\":[\"own\"]}";
        assertThat(service.post(RULES, watch).statusCode()).isEqualTo(201);
        assertThat(TestService.json(asAdmin(RULES + "/mine/matches"))).hasSize(2);
        var filter = "{\"name\":\"other\",\"filter\":{\"protocol\":\"MU&MUG\"},\"targets\":[\"own\"]}";
        assertThat(service.post(RULES, filter).statusCode()).isEqualTo(201);
        assertThat(TestService.json(asAdmin(RULES + "/other/matches"))).hasSize(1);
    }

    @Test
    void theExploitsThatARuleIsAboutAreListedFromThePastToo() throws Exception {
        service.post(TARGETS, HOOK);
        for (int i = 0; i < 30; i++) {
            var name = i % 3 == 0 ? "Aave" : i % 3 == 1 ? "Curve" : "Other " + i;
            var body = "{\"title\":\"n%d\",\"protocol\":\"%s\",\"occurred_at\":\"2021-01-%02d\",\"loss_usd\":%d}"
                    .formatted(i, name, i + 1, 1_000 * (i + 1));
            assertThat(service.post("/api/v1/exploits", body).statusCode()).isEqualTo(201);
        }
        service.post(
                RULES,
                "{\"name\":\"mine\",\"filter\":{\"min_loss\":\"11000\"},\"watch\":{\"protocols\":[\"aave\"],"
                        + "\"keywords\":[\"other\"]},\"targets\":[\"own\"]}");
        var titles = new ArrayList<String>();
        var path = RULES + "/mine/matches?limit=4";
        while (!path.isEmpty()) {
            var page = asAdmin(path);
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            assertThat(TestService.json(page).size()).isLessThanOrEqualTo(4);
            TestService.json(page).forEach(one -> titles.add(one.path("title").asString("")));
            path = page.headers()
                    .firstValue("Link")
                    .map(link -> link.replaceAll("<(.*)>.*", "$1"))
                    .orElse("");
        }
        assertThat(titles)
                .containsExactly(
                        "n29", "n27", "n26", "n24", "n23", "n21", "n20", "n18", "n17", "n15", "n14", "n12", "n11");
        assertThat(asAdmin(RULES + "/nobody/matches").statusCode()).isEqualTo(404);
        assertThat(asAdmin(RULES + "/mine/matches?cursor=x").statusCode()).isEqualTo(400);
        assertThat(service.get(RULES + "/mine/matches").statusCode()).isEqualTo(401);
    }

    /// Each line has a body and the member that is at fault.
    private void assertMembersAreNamed(String path, String lines) throws Exception {
        for (var line : lines.lines().toList()) {
            var parts = line.split(" \\| ?", 2);
            var answer = service.post(path, parts[0]);
            assertThat(answer.statusCode()).as(line + answer.body()).isEqualTo(400);
            assertThat(TestService.json(answer).path("parameter").asString(""))
                    .as(line)
                    .isEqualTo(parts[1].strip());
        }
    }

    @Test
    void badRulesNameTheMember() throws Exception {
        service.post(TARGETS, HOOK);
        assertMembersAreNamed(RULES, """
                []                                                              |
                {"targets":["own"]}                                             | name
                {"name":"A b","targets":["own"]}                                | name
                {"name":"a"}                                                    | targets
                {"name":"a","targets":["nobody"]}                               | targets
                {"name":"a","targets":["own"],"colour":1}                       | colour
                {"name":"a","targets":["own"],"filter":{"colour":"red"}}        | filter.colour
                {"name":"a","targets":["own"],"filter":{"severity":"huge"}}     | filter.severity
                {"name":"a","targets":["own"],"watch":{"addresses":["0x1"]}}    | watch.addresses
                {"name":"a","targets":["own"],"on":[]}                          | on
                {"name":"a","targets":["own"],"on":["old"]}                     | on
                {"name":"a","targets":["own"],"amount_percent":-1}              | amount_percent
                {"name":"a","targets":["own"],"max_age_days":0}                 | max_age_days
                {"name":"a","targets":["own"],"digest":"weekly"}                | digest
                {"name":"a","targets":["own"],"zone":"Mars"}                    | zone
                {"name":"a","targets":["own"],"quiet":{"from":"22:00"}}         | quiet.to
                {"name":"a","targets":["own"],"quiet":{"from":"7","to":"8"}}    | quiet.from
                """);
    }

    @Test
    void badTargetsNameTheMember() throws Exception {
        assertMembersAreNamed(TARGETS, """
                {"name":"a","kind":"pigeon"}                                                   | kind
                {"name":"a","kind":"pagerduty","key":"abc"}                                    | kind
                {"name":"a","kind":"telegram","chat":"1"}                                      | token
                {"name":"a","kind":"slack","url":"https://a.example","secret":"x"}             | secret
                {"name":"a","kind":"webhook"}                                                  | url
                {"name":"a","kind":"webhook","url":"ftp://a.example"}                          | url
                {"name":"a","kind":"webhook","url":"https://a.example","secret":"short"}       | secret
                {"name":"a","kind":"webhook","url":"https://a.example","token":"x"}            | token
                {"name":"a","kind":"email","url":"smtp://a.example","from":"a@a.example"}          | to
                {"name":"a","kind":"email","url":"smtp://a.example","to":["b@b.example"]}       | from
                {"name":"","kind":"webhook","url":"https://a.example"}                         | name
                """);
    }

    @Test
    void messagesAreListedByStateRuleAndTargetAndSentAgain() throws Exception {
        assertThat(asAdmin(DELIVERIES + "?state=dead&rule=a&target=b").body()).isEqualTo("[]");
        var answer = asAdmin(DELIVERIES + "?state=lost");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("collecting", "dropped");
        assertThat(asAdmin(DELIVERIES + "/msg_1").statusCode()).isEqualTo(404);
        assertThat(service.post(DELIVERIES + "/msg_1/replay", "").statusCode()).isEqualTo(404);
        service.post(TARGETS, HOOK);
        assertThat(service.post(TARGETS + "/own/replay", "").body()).isEqualTo("{\"replayed\":0}");
    }
}
