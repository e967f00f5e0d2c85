package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whatever is read from another copy than a healthy primary says so.
final class ReadFromTest extends RunningService {
    private static final String LIST = "/api/v1/exploits";
    private static final String ALERTS = "/api/v1/alerts";

    @Test
    void everyAnswerSaysWhereItWasRead() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        var one = LIST + "/"
                + TestService.json(service.post(LIST, "{\"protocol\":\"X\",\"occurred_at\":\"2022-01-01\"}"))
                        .get("id")
                        .stringValue();
        service.post(ALERTS + "/targets", "{\"name\":\"t\",\"kind\":\"webhook\",\"url\":\"http://127.0.0.1:9/\"}");
        service.post(ALERTS + "/rules", "{\"name\":\"r\",\"targets\":[\"t\"]}");
        var paths = List.of(
                LIST + "?limit=3",
                one,
                one + "?as_of=2100-01",
                one + "/claims",
                one + "/history",
                "/api/v1/sources",
                "/api/v1/reviews",
                "/api/v1/corrections",
                "/api/v1/audit",
                "/api/v1/stats",
                "/api/v1/addresses",
                "/api/v1/protocols",
                ALERTS + "/targets",
                ALERTS + "/rules",
                ALERTS + "/rules/r/matches",
                ALERTS + "/deliveries",
                LIST + "/KYM-1999-00001",
                LIST + "/KYM-1999-00001?as_of=2100-01",
                LIST + "/KYM-1999-00001/claims",
                LIST + "/KYM-1999-00001/history",
                ALERTS + "/rules/none/matches",
                ALERTS + "/deliveries/none",
                "/exploits/KYM-1999-00001",
                "/chains/none");
        try (var _ = Sqlite3.holding(folder.resolve("kamiyo.db"), "BEGIN EXCLUSIVE;")) {
            Waiting.until(() -> readFrom("/api/v1/changes").equals("standby"));
            for (var path : paths) {
                assertThat(readFrom(path)).as(path).isEqualTo("standby");
            }
        }
    }

    private String readFrom(String path) throws Exception {
        var answer = service.send(
                HttpRequest.newBuilder(service.uri(path)).header("Authorization", service.authorization()));
        assertThat(answer.statusCode()).as(path).isIn(200, 404);
        return answer.headers().firstValue("Kamiyo-Read-From").orElse("");
    }
}
