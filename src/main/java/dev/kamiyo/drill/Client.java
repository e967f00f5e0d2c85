package dev.kamiyo.drill;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Speaks HTTP with the service of a stage. Safe for use by many threads.
final class Client implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Stage stage;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER)
            .build();

    Client(Stage stage) {
        this.stage = stage;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    /// The body of an answer as JSON.
    ///
    /// @throws IOException when it is none, or the answer is a refusal
    JsonNode json(String path) throws IOException, InterruptedException {
        var answer = get(path);
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answers " + answer.statusCode());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    HttpResponse<String> post(String path, String key, String idempotencyKey, String body)
            throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Authorization", "Bearer " + key)
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(stage.url() + path)).timeout(ANSWER);
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
