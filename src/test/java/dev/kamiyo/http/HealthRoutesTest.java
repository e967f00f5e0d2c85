package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealthRoutesTest {
    private static final String HEALTHY = "{\"status\":\"healthy\",\"database\":\"connected\"}";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aHealthyServiceAnswersExactlyThis() throws Exception {
        try (var service = new TestService(folder)) {
            var health = service.get("/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).isEqualTo(HEALTHY);
            assertThat(service.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(service.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aLockIsToldInSqlitesWordsWhileReadsGoOn() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        try (var service = new TestService(folder)) {
            try (var _ = Sqlite3.holding(folder.resolve("kamiyo.db"), "BEGIN EXCLUSIVE;")) {
                Waiting.until(() -> service.get("/health").statusCode() == 503);
                Waiting.until(() -> service.get("/health").body().contains("incident"));
                var incident = TestService.json(service.get("/api/v1/incidents"))
                        .path("incidents")
                        .path(0)
                        .path("id")
                        .asString("");
                assertThat(service.get("/health").body())
                        .isEqualTo("{\"status\":\"degraded\",\"database\":\"disconnected\","
                                + "\"reason\":\"database is locked\",\"reads\":\"standby\",\"incident\":\""
                                + incident + "\"}");
                assertThat(service.get("/api/v1/incidents/" + incident).body())
                        .contains("\"state\":\"open\"", "held a lock");
                assertThat(service.get("/api/v1/incidents/none").statusCode()).isEqualTo(404);
                assertThat(service.get("/health/ready").statusCode()).isEqualTo(200);
                Waiting.until(() -> service.get("/api/v1/exploits?limit=7")
                        .headers()
                        .firstValue("Kamiyo-Read-From")
                        .orElse("")
                        .equals("standby"));
                assertThat(service.get("/api/v1/status").body())
                        .contains("\"reads\":\"standby\"", "database is locked");
                var write = service.post("/api/v1/exploits", "{\"protocol\":\"X\",\"occurred_at\":\"2022-01-01\"}");
                assertThat(write.statusCode()).as("the standby takes it").isEqualTo(201);
            }
            Waiting.until(() -> service.get("/health").body().equals(HEALTHY));
            Waiting.until(() -> service.get("/metrics").body().contains("kamiyo_incident_open 0.0"));
            assertThat(service.get("/metrics").body())
                    .contains("kamiyo_incidents_total 1.0")
                    .doesNotContain("kamiyo_incident_seconds_total 0.0");
            var days = TestService.json(service.get("/api/v1/incidents")).path("days");
            assertThat(days).hasSize(90);
            assertThat(days.valueStream()
                            .filter(day -> day.path("state").asString("").equals("degraded")))
                    .isNotEmpty()
                    .allSatisfy(day -> assertThat(day.path("seconds").asLong()).isPositive());
            assertThat(days.path(0).path("state").asString("")).isEqualTo("unknown");
        }
    }

    @Test
    void aMissingFileComesBackByItself() throws Exception {
        var file = folder.resolve("kamiyo.db");
        try (var service = new TestService(folder)) {
            service.post("/api/v1/exploits", "{\"protocol\":\"X\",\"occurred_at\":\"2022-01-01\"}");
            Files.move(file, folder.resolve("aside.db"));
            Waiting.until(
                    () -> Files.exists(file) && service.get("/health").body().equals(HEALTHY));
            assertThat(service.get("/api/v1/exploits").body()).contains("\"X\"");
        }
    }

    @Test
    void metricsAreInPrometheusFormat() throws Exception {
        try (var service = new TestService(folder)) {
            service.get("/api/v1/exploits");
            var metrics = service.get("/metrics");
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/plain");
            assertThat(metrics.body())
                    .contains("kamiyo_exploits 0.0")
                    .contains("kamiyo_primary_usable 1.0")
                    .contains(
                            "kamiyo_incident_open 0.0",
                            "kamiyo_incidents_total 0.0",
                            "kamiyo_incident_seconds_total 0.0")
                    .contains("kamiyo_queries_stopped_total 0.0", "kamiyo_warnings{kind=\"edits-waiting\"} 0.0")
                    .contains(
                            "kamiyo_http_requests_total{method=\"GET\",route=\"/api/v1/exploits\",status=\"200\"} 1.0");
        }
    }
}
