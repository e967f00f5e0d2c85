package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Drills for admins, over the network: on a real copy, with a real process.
final class DrillRoutesTest extends RunningService {
    private static final String DRILLS = "/api/v1/drills";
    private static final Duration LONG = Duration.ofSeconds(60);

    private JsonNode drills() throws Exception {
        return TestService.json(service.send(
                HttpRequest.newBuilder(service.uri(DRILLS)).header("Authorization", service.authorization())));
    }

    private Path scratch() {
        return TestDatabase.folders(folder).run().resolve("drill");
    }

    @Test
    void aDrillIsHeldOnceOnACopyAndItsReportIsKept() throws Exception {
        service.post("/api/v1/exploits", "{\"protocol\":\"Lumora\",\"occurred_at\":\"2024-01-02\"}");
        var before = drills();
        assertThat(before.path("running").isNull()).isTrue();
        assertThat(before.path("faults").valueStream().map(one -> one.asString("")))
                .contains("locked", "deleted");
        var begun = service.post(DRILLS, "{\"fault\":\"deleted\"}", "Idempotency-Key", "friday");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        assertThat(drills().at("/running/of").asInt()).isEqualTo(1);
        var again = service.post(DRILLS, "{\"fault\":\"deleted\"}", "Idempotency-Key", "friday");
        assertThat(again.body()).isEqualTo(begun.body());
        var other = service.post(DRILLS, "{\"fault\":\"all\"}");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(TestService.json(other).path("detail").asString("")).contains("is being held since");

        Waiting.within(LONG, () -> drills().path("running").isNull());
        var after = drills();
        assertThat(after.path("failure").isNull()).as(after.toString()).isTrue();
        assertThat(after.path("reports")).hasSize(1);
        var report = after.at("/reports/0");
        assertThat(report.path("passed").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.path("live").asBoolean()).isFalse();
        assertThat(report.at("/faults/0/fault").asString("")).isEqualTo("deleted");
        assertThat(report.at("/faults/0/healed_ms").isNumber()).isTrue();
        assertThat(report.path("reads").asLong()).isPositive();
        assertThat(scratch()).doesNotExist();
        assertThat(service.get("/api/v1/incidents").body())
                .as("the data themselves are left alone")
                .startsWith("{\"incidents\":[],");
        var act = TestService.json(service.send(HttpRequest.newBuilder(service.uri("/api/v1/audit"))
                        .header("Authorization", service.authorization())))
                .path(0);
        assertThat(act.path("action").asString("")).isEqualTo("begin drill");
        assertThat(act.path("subject").asString("")).isEqualTo("deleted");
    }

    @Test
    void aServiceThatStopsLeavesNothingOfADrillBehind() throws Exception {
        assertThat(service.post(DRILLS, "{\"fault\":\"read-for-long\"}").statusCode())
                .isEqualTo(202);
        Waiting.within(LONG, () -> Files.exists(scratch().resolve("scratch/copy/service.log")));
        service.close();
        assertThat(scratch()).doesNotExist();
        service = new TestService(folder);
        assertThat(drills().path("running").isNull()).isTrue();
        assertThat(drills().path("reports")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                | fault
            {"fault":"flood"}                 | fault
            {"fault":"deleted","live":true}   | live
            """)
    void whatCannotBeTakenIsNamed(String body, String member) throws Exception {
        var answer = service.post(DRILLS, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(TestService.json(answer).path("parameter").asString("")).isEqualTo(member);
        assertThat(drills().path("running").isNull()).isTrue();
    }

    @Test
    void onlyAdminsMay() throws Exception {
        var made = TestService.json(service.post("/api/v1/keys", "{\"name\":\"a\",\"role\":\"write\"}"));
        var writer = "Bearer " + made.path("key").asString("");
        assertThat(service.get(DRILLS).statusCode()).isEqualTo(401);
        assertThat(service.send(HttpRequest.newBuilder(service.uri(DRILLS))
                                .header("Authorization", writer)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"fault\":\"deleted\"}")))
                        .statusCode())
                .isEqualTo(403);
    }
}
