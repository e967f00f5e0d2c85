package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.source.Order;
import dev.kamiyo.testing.TestService;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceRoutesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void pathsOfThisMachineAreForAdminsAlone() throws Exception {
        try (var service = new TestService(folder)) {
            var feed = service.feeds().find("defillama").orElseThrow();
            service.feeds().run(feed, Order.newest(feed.location()), (_, _) -> {});
            assertThat(service.get("/api/v1/sources").body())
                    .contains("its file or folder cannot be read")
                    .doesNotContain(folder.toString(), "defillama.json");
            assertThat(service.get("/status").body())
                    .contains("its file or folder cannot be read")
                    .doesNotContain("defillama.json");
            var toAdmin = service.send(HttpRequest.newBuilder(service.uri("/api/v1/sources"))
                    .header("Authorization", service.authorization()));
            assertThat(TestService.json(toAdmin).get(0).path("last_error").asString())
                    .startsWith("'" + feed.location() + "' does not exist");
        }
    }

    @Test
    void eachFeedStandsWithItsTermsAndWhatNeverWasIsNull() throws Exception {
        try (var service = new TestService(folder)) {
            var response = service.get("/api/v1/sources");
            assertThat(response.statusCode()).isEqualTo(200);
            var feed = TestService.json(response).get(0);
            assertThat(feed.path("name").asString()).isEqualTo("defillama");
            assertThat(feed.path("terms").path("summary").asString()).isNotBlank();
            assertThat(feed.path("interval_s").asLong()).isEqualTo(1_800);
            assertThat(feed.path("scheduled").asBoolean()).isTrue();
            assertThat(feed.path("claims").asInt()).isZero();
            assertThat(feed.path("withdrawn").isIntegralNumber()).isTrue();
            for (var unknown : new String[] {
                "last_attempt_at",
                "last_success_at",
                "last_error_at",
                "last_error",
                "records",
                "rejected",
                "drift",
                "missing",
                "next_run_at",
                "publish_lag_s",
                "uptime",
                "score",
                "rank"
            }) {
                assertThat(feed.path(unknown).isNull()).as(unknown).isTrue();
            }
            assertThat(feed.has("location"))
                    .as("a path of this machine is nobody's business")
                    .isFalse();
        }
    }
}
