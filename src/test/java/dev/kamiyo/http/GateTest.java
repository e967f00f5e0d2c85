package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.access.Network;
import dev.kamiyo.access.Proxies;
import dev.kamiyo.testing.TestService;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Closed reading, rate limits, CORS and the headers of every answer.
final class GateTest {
    private static final String LIST = "/api/v1/exploits";
    private static final String ADMIN = "Bearer a key of this very test";
    private static final Proxies HERE =
            new Proxies(List.of(Network.parse("127.0.0.1").orElseThrow()));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void readingCanNeedAKeyWhileHealthAndMetricsNeverDo() throws Exception {
        try (var service = new TestService(folder, new AccessPolicy(true, 0, Proxies.NONE, Cors.NONE))) {
            for (var route : service.routes().all()) {
                int status = service.get(route.template().replaceAll("\\{[a-z]+}", "x"))
                        .statusCode();
                switch (route.access()) {
                    case OPEN ->
                        assertThat(status)
                                .as(route.template())
                                .isEqualTo(route.template().contains("{") ? 404 : 200);
                    case READ, WRITE, ADMIN ->
                        assertThat(status).as(route.template()).isIn(401, 405);
                    case LOCAL -> assertThat(status).as(route.template()).isEqualTo(404);
                }
            }
            assertThat(service.routes().all().stream()
                            .filter(route -> route.access() == Route.Access.OPEN)
                            .map(Route::template))
                    .contains("/health", "/metrics")
                    .noneMatch(template -> template.startsWith("/api/"));
            var made = service.post("/api/v1/keys", "{\"name\":\"a\",\"role\":\"read\"}");
            var key = TestService.json(made).path("key").asString("");
            assertThat(send(service, LIST, "Authorization", "Bearer " + key).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void tooManyRequestsAreToldWhenToComeAgain() throws Exception {
        try (var service = new TestService(folder, new AccessPolicy(false, 3, HERE, Cors.NONE))) {
            for (int i = 2; i >= 0; i--) {
                var answer = send(service, LIST, "X-Forwarded-For", "203.0.113.9");
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("RateLimit-Policy")).contains("\"address\";q=3;w=60");
                assertThat(answer.headers().firstValue("RateLimit").orElse(""))
                        .startsWith("\"address\";r=" + i + ";t=");
            }
            var refused = send(service, LIST, "X-Forwarded-For", "203.0.113.9");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).contains("urn:kamiyo:problem:too-many-requests");
            assertThat(Integer.parseInt(
                            refused.headers().firstValue("Retry-After").orElse("")))
                    .isBetween(1, 20);

            assertThat(send(service, LIST, "X-Forwarded-For", "203.0.113.9", "Authorization", "Bearer guessed")
                            .statusCode())
                    .as("guessing keys counts, too")
                    .isEqualTo(429);
            assertThat(send(service, LIST, "X-Forwarded-For", "203.0.113.10").statusCode())
                    .isEqualTo(200);
            assertThat(send(service, "/health", "X-Forwarded-For", "203.0.113.9")
                            .statusCode())
                    .isEqualTo(200);
            var holder = send(service, LIST, "X-Forwarded-For", "203.0.113.9", "Authorization", ADMIN);
            assertThat(holder.headers().firstValue("RateLimit-Policy")).contains("\"key\";q=30;w=60");
            for (int i = 0; i < 5; i++) {
                var local = service.get(LIST);
                assertThat(local.statusCode()).as("this machine is free").isEqualTo(200);
                assertThat(local.headers().firstValue("RateLimit")).isEmpty();
            }
        }
    }

    @Test
    void headersOfAStrangerWhoIsNoProxyAreNotBelieved() throws Exception {
        try (var service = new TestService(folder, new AccessPolicy(false, 1, Proxies.NONE, Cors.NONE))) {
            for (int i = 0; i < 3; i++) {
                assertThat(send(service, LIST, "X-Forwarded-For", "203.0.113.9").statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void everyAnswerTellsBrowsersToKeepOut() throws Exception {
        try (var service = new TestService(folder)) {
            for (var answer : List.of(service.get(LIST), service.get("/none"), service.get(LIST + "?x=%ff"))) {
                var headers = answer.headers();
                assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
                assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
                assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
                assertThat(headers.firstValue("Content-Security-Policy"))
                        .contains("default-src 'none'; frame-ancestors 'none'");
                assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
                assertThat(headers.firstValue("Set-Cookie")).isEmpty();
            }
        }
    }

    @Test
    void onlyPagesOfTheNamedOriginsMayRead() throws Exception {
        var cors = new Cors(false, Set.of("https://good.example"));
        try (var service = new TestService(folder, new AccessPolicy(true, 0, Proxies.NONE, cors))) {
            var good = send(service, LIST, "Origin", "https://good.example", "Authorization", ADMIN);
            assertThat(good.headers().firstValue("Access-Control-Allow-Origin")).contains("https://good.example");
            assertThat(good.headers()
                            .firstValue("Access-Control-Expose-Headers")
                            .orElse(""))
                    .contains("X-Total-Count", "Link", "ETag", "Kamiyo-As-Of", "Sunset", "Deprecation");
            assertThat(good.headers().allValues("Vary")).contains("Origin");
            var bad = send(service, LIST, "Origin", "https://good.example.evil", "Authorization", ADMIN);
            assertThat(bad.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
            assertThat(bad.headers().allValues("Vary")).contains("Origin");

            var asked = preflight(service, "https://good.example");
            assertThat(asked.statusCode()).as("without a key").isEqualTo(200);
            assertThat(asked.headers().firstValue("Access-Control-Allow-Methods"))
                    .contains("GET, HEAD, POST");
            assertThat(asked.headers()
                            .firstValue("Access-Control-Allow-Headers")
                            .orElse(""))
                    .contains("Authorization", "Idempotency-Key", "Last-Event-ID", "If-Modified-Since");
            assertThat(preflight(service, "https://evil.example").headers().map())
                    .doesNotContainKeys("access-control-allow-methods", "access-control-allow-origin");
        }
    }

    @Test
    void everyPageMayReadWhenThatIsSet() throws Exception {
        try (var service = new TestService(folder, new AccessPolicy(false, 0, Proxies.NONE, Cors.ANY))) {
            assertThat(send(service, LIST, "Origin", "null").headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
            assertThat(preflight(service, "https://any.example").headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
        }
    }

    private static HttpResponse<String> preflight(TestService service, String origin) throws Exception {
        return service.send(HttpRequest.newBuilder(service.uri(LIST))
                .method("OPTIONS", BodyPublishers.noBody())
                .headers("Origin", origin, "Access-Control-Request-Method", "POST"));
    }

    private static HttpResponse<String> send(TestService service, String path, String... headers) throws Exception {
        return service.send(HttpRequest.newBuilder(service.uri(path)).headers(headers));
    }
}
